/** A value that tells when it is another one. What is read stays the same object until then. */
export class Observable<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  /** The value now. */
  readonly get = (): T => this.#value;

  /** Calls it after each change; the answer stops that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Takes another value. */
  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    [...this.#listeners].forEach((listener) => listener());
  }
}
