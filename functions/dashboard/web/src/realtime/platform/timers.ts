import type { Environment } from './environment';

/** The longest wait of a browser's timer: a longer one fires at once. */
const LONGEST = 2 ** 31 - 1;

/** Timers by name: one of each at a time, and all can be taken back. */
export class Timers {
  readonly #environment: Environment;
  readonly #running = new Map<string, () => void>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** Runs it later, instead of what had the name. */
  set(name: string, ms: number, run: () => void): void {
    this.clear(name);
    const cancel = this.#environment.later(Math.min(Math.max(ms, 0), LONGEST), () => {
      this.#running.delete(name);
      run();
    });
    this.#running.set(name, cancel);
  }

  /** Whether it is still to run. */
  has(name: string): boolean {
    return this.#running.has(name);
  }

  /** Takes it back, if it is there. */
  clear(name: string): void {
    this.#running.get(name)?.();
    this.#running.delete(name);
  }

  /** Takes all back. */
  clearAll(): void {
    this.#running.forEach((cancel) => cancel());
    this.#running.clear();
  }
}
