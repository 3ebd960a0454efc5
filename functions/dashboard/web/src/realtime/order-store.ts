import { Observable } from './observable';
import type { OrderSummary } from './protocol/types';
import { RevisionFilter } from './revision-filter';

/** More orders than a catch-up contains, so that a repeated catch-up reports no order twice. */
const MAX_REMEMBERED_ORDERS = 4000;

/** The most recently changed orders, each once with its highest `rev`, last change first. */
export class OrderStore {
  readonly summaries = new Observable<readonly OrderSummary[]>([]);
  readonly #revisions = new RevisionFilter(MAX_REMEMBERED_ORDERS);
  readonly #maxOrders: number;

  constructor(maxOrders: number) {
    this.#maxOrders = maxOrders;
  }

  /** Adds summaries; returns those that are new or have a newer revision. */
  add(summaries: readonly OrderSummary[]): OrderSummary[] {
    const accepted = new Map<string, OrderSummary>();
    for (const summary of summaries) {
      const key = keyOf(summary);
      if (!this.#revisions.accept(key, summary.rev)) continue;
      // Deleting first moves the order to the end, which is the place of the last change.
      accepted.delete(key);
      accepted.set(key, summary);
    }
    if (accepted.size > 0) {
      const others = this.summaries.get().filter((summary) => !accepted.has(keyOf(summary)));
      this.summaries.set([...[...accepted.values()].toReversed(), ...others].slice(0, this.#maxOrders));
    }
    return [...accepted.values()];
  }

  /** Removes all orders and forgets their revisions. */
  clear(): void {
    this.#revisions.clear();
    if (this.summaries.get().length > 0) this.summaries.set([]);
  }
}

/** An order id is unique only within its integration. Integration ids contain no `#`, so the key is unambiguous. */
function keyOf(summary: OrderSummary): string {
  return `${summary.integration}#${summary.id}`;
}
