import { Observable } from './observable';
import { Seen } from './revision-filter';
import type { EventLine } from './protocol/types';

/** More than a gap has, so that one that is read twice brings nothing twice. */
const REMEMBERED = 4000;

/** The newest events, each once with its highest `rev`, the newest first. */
export class EventStore {
  readonly lines = new Observable<readonly EventLine[]>([]);
  readonly #seen = new Seen(REMEMBERED);
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes lines; gives those that were new or newer. */
  add(lines: readonly EventLine[]): EventLine[] {
    const taken = new Map<string, EventLine>();
    for (const line of lines) {
      if (this.#seen.note(line.id, line.rev)) taken.set(line.id, line);
    }
    const held = this.lines.get().filter((line) => !taken.has(line.id));
    const newest = [...held, ...taken.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, this.#most);
    // What is older than all that are kept changes nothing here; a page still hears of it.
    if (newest.some((line) => taken.has(line.id))) this.lines.set(newest);
    return [...taken.values()];
  }

  /** Forgets all. */
  clear(): void {
    this.#seen.clear();
    if (this.lines.get().length > 0) this.lines.set([]);
  }
}
