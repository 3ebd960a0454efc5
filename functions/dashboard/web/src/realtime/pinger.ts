import { equalJitterMs } from './backoff';
import type { Settings } from './options';
import type { Environment } from './platform/environment';
import type { Timers } from './platform/timers';
import type { RequestQueue } from './request-queue';

/** What a pinger needs. */
export interface PingerOptions {
  readonly environment: Environment;
  readonly settings: Settings;
  readonly timers: Timers;
  readonly requests: RequestQueue;
  /** Where the catch-up starts; called when the ping is sent. */
  catchUpFrom(): string | null;
  /** `isRetrying` has changed. */
  onChange(): void;
}

/**
 * Sends pings, which request a catch-up: regularly, because API Gateway closes idle connections; on demand; and again,
 * with backoff, for as long as the server rejects them.
 */
export class Pinger {
  readonly #options: PingerOptions;
  #rejections = 0;

  constructor(options: PingerOptions) {
    this.#options = options;
    this.#schedule(options.settings.pingIntervalMs);
  }

  /** Whether the server rejected the last ping, so that it is unknown what is missing. */
  get isRetrying(): boolean {
    return this.#rejections > 0;
  }

  /** Pings now. If a ping is in flight, another one follows, because the first may start too late. */
  ping(): void {
    this.#options.requests.enqueue('ping', {
      message: () => this.#message(),
      onResponse: () => this.#setRejections(0),
      onRejected: () => this.#retry(),
    });
    this.#schedule(this.#options.settings.pingIntervalMs);
  }

  #message(): object {
    const after = this.#options.catchUpFrom();
    return { action: 'ping', ...(after === null ? {} : { after }) };
  }

  #retry(): void {
    const { environment, settings } = this.#options;
    this.#setRejections(this.#rejections + 1);
    const backoff = { baseDelayMs: settings.catchUpRetryDelayMs, maxDelayMs: settings.maxCatchUpRetryDelayMs };
    this.#schedule(equalJitterMs(backoff, this.#rejections, environment.random));
  }

  #schedule(ms: number): void {
    this.#options.timers.set('ping', ms, () => this.ping());
  }

  #setRejections(rejections: number): void {
    const before = this.isRetrying;
    this.#rejections = rejections;
    if (this.isRetrying !== before) this.#options.onChange();
  }
}
