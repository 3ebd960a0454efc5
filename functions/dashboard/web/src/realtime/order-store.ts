import { Observable } from './observable';
import { Seen } from './revision-filter';
import type { OrderLine } from './protocol/types';

/** More than a gap has, so that one that is read twice brings nothing twice. */
const REMEMBERED = 4000;

/** The orders that changed last, each once with its highest `rev`, the last change first. */
export class OrderStore {
  readonly lines = new Observable<readonly OrderLine[]>([]);
  readonly #seen = new Seen(REMEMBERED);
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes lines; gives those that were new or newer. */
  add(lines: readonly OrderLine[]): OrderLine[] {
    const taken = new Map<string, OrderLine>();
    for (const line of lines) {
      const key = keyOf(line);
      if (!this.#seen.note(key, line.rev)) continue;
      // What changed last comes last, even where it was there before.
      taken.delete(key);
      taken.set(key, line);
    }
    if (taken.size > 0) {
      const held = this.lines.get().filter((line) => !taken.has(keyOf(line)));
      this.lines.set([...[...taken.values()].toReversed(), ...held].slice(0, this.#most));
    }
    return [...taken.values()];
  }

  /** Forgets all. */
  clear(): void {
    this.#seen.clear();
    if (this.lines.get().length > 0) this.lines.set([]);
  }
}

/** An id is unique within its integration only; an integration's id has no `#`. */
function keyOf(line: OrderLine): string {
  return `${line.integration}#${line.id}`;
}
