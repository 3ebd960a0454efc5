import type { QueryClient } from '@tanstack/react-query';

import type { EventLine, Lines } from '../../realtime';
import type { LastEvent } from '../api/types';
import { EVENTS } from './event-list-kind';
import { merged } from './live-list';

/** The keys of what is kept fresh by what comes live. */
export const keys = {
  event: (id: string) => ['event', id] as const,
  order: (integration: string, id: string) => ['order', integration, id] as const,
  lastEvent: (integration: string) => ['last-event', integration] as const,
  failures: ['failures'] as const,
};

/** How many failures are kept. */
export const MOST_FAILURES = 5;

/** Brings what is shown up to date. Details that have changed are asked for anew: open ones at once, others when they are. */
export function freshen(queries: QueryClient, frames: readonly Lines[]): void {
  const events = frames.flatMap((frame) => frame.events);
  const orders = frames.flatMap((frame) => frame.orders);
  outdate(queries, [
    ...events.map((event) => keys.event(event.id)),
    ...orders.map((order) => keys.order(order.integration, order.id)),
  ]);
  if (events.length === 0) return;
  queries.setQueryData<readonly EventLine[]>(keys.failures, (before) => before && failuresAfter(before, events));
  for (const [integration, newest] of newestOf(events)) {
    queries.setQueryData<LastEvent | null>(keys.lastEvent(integration), (before) =>
      before === undefined || (before !== null && before.id > newest.id) ? before : newest,
    );
  }
}

function outdate(queries: QueryClient, changed: readonly (readonly string[])[]): void {
  // What was asked for is known by the cache: a handful, however many lines there are.
  const cached = queries.getQueryCache().getAll();
  const held = new Set(cached.map((query) => query.queryHash));
  const wanted = new Map(changed.map((key) => [JSON.stringify(key), key]));
  for (const [hash, queryKey] of wanted) if (held.has(hash)) void queries.invalidateQueries({ queryKey, exact: true });
}

/** The newest failures, without those that have been mended. The same list where nothing has changed. */
export function failuresAfter(before: readonly EventLine[], events: readonly EventLine[]): readonly EventLine[] {
  const known = new Set(before.map(({ id }) => id));
  const told = events.filter((event) => event.status === 'failed' || known.has(event.id));
  if (told.length === 0) return before;
  const failed = merged(EVENTS, before, told).filter(({ status }) => status === 'failed');
  return failed.slice(0, MOST_FAILURES);
}

/** The newest event of each integration. */
function newestOf(events: readonly EventLine[]): Map<string, EventLine> {
  const newest = new Map<string, EventLine>();
  for (const event of events) {
    const before = newest.get(event.integration);
    if (!before || before.id < event.id) newest.set(event.integration, event);
  }
  return newest;
}
