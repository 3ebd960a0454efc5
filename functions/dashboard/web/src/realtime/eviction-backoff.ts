import { equalJitterMs } from './backoff';
import type { Settings } from './options';
import type { Environment } from './platform/environment';
import { Timers } from './platform/timers';
import { CLEAN_END } from './transport/sse';

/**
 * Delays the reconnection of a stream that the server evicts. The server keeps the newest three streams of a user and
 * cannot tell the others why they end (docs/live.md): an evicted stream ends cleanly, but long before the end of its
 * lifetime. With four tabs, each reconnection would evict another tab's stream, so every eviction in a row doubles the
 * delay.
 */
export class EvictionBackoff {
  readonly #environment: Environment;
  readonly #settings: Settings;
  readonly #timers: Timers;
  #evictions = 0;

  constructor(environment: Environment, settings: Settings) {
    this.#environment = environment;
    this.#settings = settings;
    this.#timers = new Timers(environment);
  }

  /** A connection became live. If it lives for `minStreamLifetimeMs`, it was not evicted. */
  connected(): void {
    this.#timers.set('lifetime', this.#settings.minStreamLifetimeMs, () => this.reset());
  }

  /**
   * A live connection ended; returns whether the server evicted it. A stream whose token expires ends cleanly as well,
   * and is no eviction.
   */
  ended(reason: string, tokenExpiresAt: number | null): boolean {
    const tokenExpired =
      tokenExpiresAt !== null && tokenExpiresAt - this.#environment.now() < this.#settings.tokenRenewalLeadMs;
    const isEvicted = this.#timers.has('lifetime') && reason === CLEAN_END && !tokenExpired;
    if (isEvicted) this.#evictions += 1;
    this.#timers.clear('lifetime');
    return isEvicted;
  }

  /** The minimum delay before the next connection. */
  minDelayMs(): number {
    if (this.#evictions === 0) return 0;
    const backoff = { baseDelayMs: this.#settings.baseDelayMs, maxDelayMs: this.#settings.maxEvictionDelayMs };
    return equalJitterMs(backoff, this.#evictions, this.#environment.random);
  }

  /** Forgets all evictions. */
  reset(): void {
    this.#evictions = 0;
    this.#timers.clearAll();
  }
}
