import { MAX_CLIENT_MESSAGE_BYTES } from './filter';
import type { Settings } from './options';
import type { Environment } from './platform/environment';
import { Timers } from './platform/timers';
import type { RequestQueue } from './request-queue';
import { tokenExpiryMs } from './token-expiry';

/** What a renewal needs. */
export interface TokenRenewalOptions {
  readonly environment: Environment;
  readonly settings: Settings;
  readonly requests: RequestQueue;
  getToken(): Promise<string>;
  /** No new token could be obtained. */
  onFailure(): void;
  /** This connection cannot take the new token: another one must be opened while the old token is valid. */
  onReconnectNeeded(): void;
}

/** Sends a new token on a connection before the old one expires. */
export class TokenRenewal {
  readonly #options: TokenRenewalOptions;
  readonly #timers: Timers;
  /** The token that the server has accepted. */
  #token: string;
  #isClosed = false;

  constructor(options: TokenRenewalOptions, token: string) {
    this.#options = options;
    this.#token = token;
    this.#timers = new Timers(options.environment);
    this.#schedule();
  }

  close(): void {
    this.#isClosed = true;
    this.#timers.clearAll();
  }

  #schedule(): void {
    this.#timers.clear('token');
    const expiresAt = tokenExpiryMs(this.#token);
    if (expiresAt === null) return;
    const { environment, settings } = this.#options;
    const delay = expiresAt - settings.tokenRenewalLeadMs - environment.now();
    this.#timers.set('token', Math.max(delay, settings.tokenRenewalRetryMs), () => this.#renew());
  }

  #renew(): void {
    this.#schedule();
    this.#options.getToken().then(
      (token) => this.#send(token),
      () => this.#isClosed || this.#options.onFailure(),
    );
  }

  #send(token: string): void {
    if (this.#isClosed || token === this.#token) return;
    const message = { action: 'auth', token };
    if (JSON.stringify(message).length > MAX_CLIENT_MESSAGE_BYTES) return this.#options.onReconnectNeeded();
    // Until the server confirms the new token, the old one counts. It expires soon, so the renewal stays scheduled.
    this.#options.requests.enqueue('auth', {
      message: () => message,
      onResponse: () => this.#confirmed(token),
      onRejected: ({ error }) => error === 'bad_token' && this.#options.onReconnectNeeded(),
    });
  }

  #confirmed(token: string): void {
    this.#token = token;
    this.#schedule();
  }
}
