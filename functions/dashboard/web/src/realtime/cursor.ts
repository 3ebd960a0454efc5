/** The position from which the next catch-up reads. Positions are event ids, which sort by time. */
export class Cursor {
  #position: string | null = null;
  /** An earlier position from which the page still needs a catch-up. */
  #required: string | null = null;

  /** Whether a position is known: if so, catch-ups start there, and nothing that arrives from now on is missed. */
  get isKnown(): boolean {
    return this.#position !== null;
  }

  /** Where a catch-up must start now; `null` if nothing is known. */
  catchUpFrom(): string | null {
    if (this.#position === null || this.#required === null) return this.#position ?? this.#required;
    return this.#required < this.#position ? this.#required : this.#position;
  }

  /**
   * A catch-up that started at `from` ended at `cursor`. The server's cursor is taken even if it is earlier than ours:
   * the server may know that our position was never written. A requirement that was added after the request was sent is
   * not fulfilled by it, and stays.
   */
  catchUpEnded(from: string | null, cursor: string | null): void {
    this.#position = cursor ?? this.catchUpFrom();
    if (this.#required !== null && from !== null && from <= this.#required) this.#required = null;
  }

  /** All summaries up to `cursor` have arrived. */
  advance(cursor: string | null): void {
    if (cursor !== null && (this.#position === null || cursor > this.#position)) this.#position = cursor;
  }

  /** The page has everything up to `cursor`, but not everything after it. */
  requireCatchUpFrom(cursor: string): void {
    if (this.#required === null || cursor < this.#required) this.#required = cursor;
  }

  /** Summaries after this moment may be lost until a catch-up ends, even if later ones advance the position. */
  requireCatchUpFromHere(): void {
    if (this.#position !== null) this.requireCatchUpFrom(this.#position);
  }
}
