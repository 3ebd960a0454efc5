/** Distinguishes new revisions from repeated ones, for the last `maxKeys` keys. */
export class RevisionFilter {
  readonly #revisions = new Map<string, number>();
  readonly #maxKeys: number;

  constructor(maxKeys: number) {
    this.#maxKeys = maxKeys;
  }

  /** Records a revision; returns whether the key is new or the revision is newer than the recorded one. */
  accept(key: string, rev: number): boolean {
    const before = this.#revisions.get(key);
    const isNewer = before === undefined || before < rev;
    this.#revisions.delete(key);
    this.#revisions.set(key, isNewer ? rev : before);
    const [oldest] = this.#revisions.keys();
    if (this.#revisions.size > this.#maxKeys && oldest !== undefined) this.#revisions.delete(oldest);
    return isNewer;
  }

  /** Forgets all keys. */
  clear(): void {
    this.#revisions.clear();
  }
}
