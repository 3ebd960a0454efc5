import { patienceMs } from './backoff';
import type { Environment } from './platform/environment';
import type { Settings } from './options';
import { Timers } from './platform/timers';
import { IN_ORDER } from './transport/sse';

/**
 * Whether streams of one user close each other. The server keeps the newest three and has no word for the others
 * (docs/live.md): their streams end in good order, but long before their time, and of four tabs one is always on its way
 * back and closes another. So each of them stays away longer and longer.
 */
export class Crowding {
  readonly #environment: Environment;
  readonly #settings: Settings;
  readonly #timers: Timers;
  #closedEarly = 0;

  constructor(environment: Environment, settings: Settings) {
    this.#environment = environment;
    this.#settings = settings;
    this.#timers = new Timers(environment);
  }

  /** A connection is live. One that stays so for long enough was crowded out by nobody. */
  live(): void {
    this.#timers.set('young', this.#settings.youngStreamMs, () => this.reset());
  }

  /** What was live has ended; says whether it was closed early. With its token a stream ends in good order, too. */
  ended(reason: string, tokenEnds: number | null): boolean {
    const withToken = tokenEnds !== null && tokenEnds - this.#environment.now() < this.#settings.renewTokenMs;
    const early = this.#timers.has('young') && reason === IN_ORDER && !withToken;
    if (early) this.#closedEarly += 1;
    this.#timers.clear('young');
    return early;
  }

  /** The least wait before the next one. */
  waitMs(): number {
    if (this.#closedEarly === 0) return 0;
    const backoff = { baseMs: this.#settings.baseMs, capMs: this.#settings.crowdedCapMs };
    return patienceMs(backoff, this.#closedEarly, this.#environment.random);
  }

  /** Begins anew. */
  reset(): void {
    this.#closedEarly = 0;
    this.#timers.clearAll();
  }
}
