/** From where the next gap is to be read. */
export class Cursor {
  #at: string | null = null;
  /** A place before it that the page still needs. */
  #owed: string | null = null;

  /** Whether all that comes from now on will be told, since gaps are read from here. */
  get known(): boolean {
    return this.#at !== null;
  }

  /** From where to ask now. */
  lowest(): string | null {
    if (this.#at === null || this.#owed === null) return this.#at ?? this.#owed;
    return this.#owed < this.#at ? this.#owed : this.#at;
  }

  /**
   * A gap that was asked for from `from` has ended here. What the server says is taken even if it lies before: it may know
   * that ours is no past. Who has asked before something was owed has not asked for that.
   */
  gapEnded(from: string | null, cursor: string | null): void {
    this.#at = cursor ?? this.lowest();
    if (this.#owed !== null && from !== null && from <= this.#owed) this.#owed = null;
  }

  /** Lines up to here have come. */
  moved(cursor: string | null): void {
    if (cursor !== null && (this.#at === null || cursor > this.#at)) this.#at = cursor;
  }

  /** The page knows what came up to here, and not all that came after. */
  owe(cursor: string): void {
    if (this.#owed === null || cursor < this.#owed) this.#owed = cursor;
  }

  /** What comes after this moment is not known to have come until a gap says so, however far lines move the cursor. */
  oweFromHere(): void {
    if (this.#at !== null) this.owe(this.#at);
  }
}
