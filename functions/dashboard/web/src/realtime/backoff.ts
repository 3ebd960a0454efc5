/** The delays between retries, in milliseconds. */
export interface Backoff {
  /** The upper bound of the first delay. */
  readonly baseDelayMs: number;
  /** The upper bound of every delay. */
  readonly maxDelayMs: number;
}

/**
 * A delay with full jitter: between 0 and a bound that doubles with each consecutive failure up to `maxDelayMs`, so
 * that clients that lost the same server do not reconnect at the same moment.
 * <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
 */
export function fullJitterMs(backoff: Backoff, failures: number, random: () => number): number {
  return Math.round(random() * boundMs(backoff, failures));
}

/** A delay with equal jitter: at least half the bound, for a server that is up but asks for fewer requests. */
export function equalJitterMs(backoff: Backoff, rejections: number, random: () => number): number {
  return Math.round((0.5 + 0.5 * random()) * boundMs(backoff, rejections));
}

function boundMs({ baseDelayMs, maxDelayMs }: Backoff, times: number): number {
  // 2^30 seconds exceed every cap, and a larger exponent would lose precision.
  return Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(Math.max(times - 1, 0), 30));
}
