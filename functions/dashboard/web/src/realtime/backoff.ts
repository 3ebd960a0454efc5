/** How long to wait before trying again. */
export interface Backoff {
  /** The longest first wait in milliseconds. */
  readonly baseMs: number;
  /** The longest wait in milliseconds. */
  readonly capMs: number;
}

/**
 * A wait with full jitter: anything from 0 to the bound, which doubles with each failure in a row up to the cap, so that
 * clients that lost one server do not come back at once.
 * <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
 */
export function waitMs(backoff: Backoff, failures: number, random: () => number): number {
  return Math.round(random() * boundMs(backoff, failures));
}

/** A wait of at least half the bound, for a server that is there and wants to be asked less often. */
export function patienceMs(backoff: Backoff, refusals: number, random: () => number): number {
  return Math.round((0.5 + 0.5 * random()) * boundMs(backoff, refusals));
}

function boundMs({ baseMs, capMs }: Backoff, times: number): number {
  return Math.min(capMs, baseMs * 2 ** Math.min(Math.max(times - 1, 0), 30));
}
