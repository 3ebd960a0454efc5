import type { Environment } from './environment';

/** The maximum delay of a browser's timer: a longer one fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Named timers: at most one runs per name, and all can be cleared at once. */
export class Timers {
  readonly #environment: Environment;
  readonly #running = new Map<string, () => void>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Runs a function after a delay; replaces a running timer of the same name. */
  set(name: string, ms: number, run: () => void): void {
    this.clear(name);
    const cancel = this.#environment.schedule(Math.min(Math.max(ms, 0), MAX_TIMER_MS), () => {
      this.#running.delete(name);
      run();
    });
    this.#running.set(name, cancel);
  }

  /** Whether a timer of this name is running. */
  has(name: string): boolean {
    return this.#running.has(name);
  }

  clear(name: string): void {
    this.#running.get(name)?.();
    this.#running.delete(name);
  }

  clearAll(): void {
    this.#running.forEach((cancel) => cancel());
    this.#running.clear();
  }
}
