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
  const doubled = backoff.baseMs * 2 ** Math.min(Math.max(failures - 1, 0), 30);
  return Math.round(random() * Math.min(backoff.capMs, doubled));
}
