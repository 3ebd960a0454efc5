import type { Dialogue } from './request-queue';
import type { Environment } from './platform/environment';
import { LARGEST_MESSAGE } from './filter';
import type { Settings } from './options';
import { Timers } from './platform/timers';
import { endOf } from './token-expiry';

/** What a renewal is made with. */
export interface RenewalParts {
  readonly environment: Environment;
  readonly settings: Settings;
  readonly dialogue: Dialogue;
  getToken(): Promise<string>;
  /** There is no new token. */
  failed(): void;
  /** Only a new connection can bring a token; the old one still holds for a while. */
  inVain(): void;
}

/** Brings a new token to a connection before the old one ends. */
export class Renewal {
  readonly #parts: RenewalParts;
  readonly #timers: Timers;
  /** What the connection goes by. */
  #token: string;
  #over = false;

  constructor(parts: RenewalParts, token: string) {
    this.#parts = parts;
    this.#token = token;
    this.#timers = new Timers(parts.environment);
    this.#later();
  }

  /** Ends it. */
  close(): void {
    this.#over = true;
    this.#timers.clearAll();
  }

  #later(): void {
    this.#timers.clear('token');
    const end = endOf(this.#token);
    if (end === null) return;
    const { environment, settings } = this.#parts;
    const left = end - settings.renewTokenMs - environment.now();
    this.#timers.set('token', Math.max(left, settings.renewAgainMs), () => this.#renew());
  }

  #renew(): void {
    this.#later();
    this.#parts.getToken().then(
      (token) => this.#bring(token),
      () => this.#over || this.#parts.failed(),
    );
  }

  #bring(token: string): void {
    if (this.#over || token === this.#token) return;
    const message = { action: 'auth', token };
    if (JSON.stringify(message).length > LARGEST_MESSAGE) return this.#parts.inVain();
    // Until it is confirmed the old one counts, which is near its end: so this is tried again.
    this.#parts.dialogue.ask('auth', {
      message: () => message,
      answered: () => this.#confirmed(token),
      refused: ({ error }) => error === 'bad_token' && this.#parts.inVain(),
    });
  }

  #confirmed(token: string): void {
    this.#token = token;
    this.#later();
  }
}
