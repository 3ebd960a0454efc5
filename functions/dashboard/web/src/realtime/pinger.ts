import { patienceMs } from './backoff';
import type { Dialogue } from './request-queue';
import type { Environment } from './platform/environment';
import type { Settings } from './options';
import type { Timers } from './platform/timers';

/** What pings are made with. */
export interface PingsParts {
  readonly environment: Environment;
  readonly settings: Settings;
  readonly timers: Timers;
  readonly dialogue: Dialogue;
  /** From where to ask, when it is asked. */
  askFrom(): string | null;
  /** `overdue` is another one. */
  changed(): void;
}

/**
 * Asks for what came after the cursor and did not arrive: now and then, since API Gateway drops who is silent, whenever
 * that is wanted, and again for as long as the server does not tell.
 */
export class Pings {
  readonly #parts: PingsParts;
  #refusals = 0;

  constructor(parts: PingsParts) {
    this.#parts = parts;
    this.#later(parts.settings.pingEveryMs);
  }

  /** Whether the last one was refused, so that it is not known what is missing. */
  get overdue(): boolean {
    return this.#refusals > 0;
  }

  /** Asks now. Where one is on its way another one follows, since that one may not reach back as far. */
  ask(): void {
    this.#parts.dialogue.ask('ping', {
      message: () => this.#message(),
      answered: () => this.#count(0),
      refused: () => this.#again(),
    });
    this.#later(this.#parts.settings.pingEveryMs);
  }

  #message(): object {
    const after = this.#parts.askFrom();
    return { action: 'ping', ...(after === null ? {} : { after }) };
  }

  #again(): void {
    const { environment, settings } = this.#parts;
    this.#count(this.#refusals + 1);
    const backoff = { baseMs: settings.askAgainMs, capMs: settings.mostAskAgainMs };
    this.#later(patienceMs(backoff, this.#refusals, environment.random));
  }

  #later(ms: number): void {
    this.#parts.timers.set('ping', ms, () => this.ask());
  }

  #count(refusals: number): void {
    const before = this.overdue;
    this.#refusals = refusals;
    if (this.overdue !== before) this.#parts.changed();
  }
}
