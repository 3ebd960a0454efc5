/** From where the next gap is to be read. */
export class Cursor {
  #at: string | null = null;
  /** A place before it that the page still needs. */
  #owed: string | null = null;
  /** What of that has been asked for. */
  #asked: string | null = null;

  /** What to ask for now. */
  ask(): string | null {
    this.#asked = this.#owed;
    return this.#lowest();
  }

  /** A gap has ended here. What the server says is taken even if it lies before: it may know that ours is no past. */
  gapEnded(cursor: string | null): void {
    this.#at = cursor ?? this.#lowest();
    if (this.#owed === this.#asked) this.#owed = null;
  }

  /** Lines up to here have come. */
  moved(cursor: string | null): void {
    if (cursor !== null && (this.#at === null || cursor > this.#at)) this.#at = cursor;
  }

  /** The page knows what came up to here, and not all that came after. */
  owe(cursor: string): void {
    if (this.#owed === null || cursor < this.#owed) this.#owed = cursor;
  }

  #lowest(): string | null {
    if (this.#at === null || this.#owed === null) return this.#at ?? this.#owed;
    return this.#owed < this.#at ? this.#owed : this.#at;
  }
}
