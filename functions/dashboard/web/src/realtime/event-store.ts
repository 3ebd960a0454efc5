import { Observable } from './observable';
import type { EventSummary } from './protocol/types';
import { RevisionFilter } from './revision-filter';

/** More ids than a catch-up contains, so that a repeated catch-up reports no event twice. */
const MAX_REMEMBERED_IDS = 4000;

/** The newest events, each once with its highest `rev`, newest first. */
export class EventStore {
  readonly summaries = new Observable<readonly EventSummary[]>([]);
  readonly #revisions = new RevisionFilter(MAX_REMEMBERED_IDS);
  readonly #maxEvents: number;

  constructor(maxEvents: number) {
    this.#maxEvents = maxEvents;
  }

  /** Adds summaries; returns those that are new or have a newer revision. */
  add(summaries: readonly EventSummary[]): EventSummary[] {
    const accepted = new Map<string, EventSummary>();
    for (const summary of summaries) {
      if (this.#revisions.accept(summary.id, summary.rev)) accepted.set(summary.id, summary);
    }
    const others = this.summaries.get().filter((summary) => !accepted.has(summary.id));
    const newest = [...others, ...accepted.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1));
    newest.length = Math.min(newest.length, this.#maxEvents);
    // An event older than all stored ones changes nothing here, but is still reported.
    if (newest.some((summary) => accepted.has(summary.id))) this.summaries.set(newest);
    return [...accepted.values()];
  }

  /** Removes all events and forgets their revisions. */
  clear(): void {
    this.#revisions.clear();
    if (this.summaries.get().length > 0) this.summaries.set([]);
  }
}
