/** Which revision of what has come, for the last `most` things: what comes again is told from what is new. */
export class Seen {
  readonly #revisions = new Map<string, number>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** Notes it; says whether it is new or newer. */
  note(key: string, rev: number): boolean {
    const before = this.#revisions.get(key);
    const newer = before === undefined || before < rev;
    this.#revisions.delete(key);
    this.#revisions.set(key, newer ? rev : before);
    const [oldest] = this.#revisions.keys();
    if (this.#revisions.size > this.#most && oldest !== undefined) this.#revisions.delete(oldest);
    return newer;
  }

  /** Forgets all. */
  clear(): void {
    this.#revisions.clear();
  }
}
