import type { QueryClient } from '@tanstack/react-query';

import type { EventSummary, Summaries } from '../../realtime';
import { queryKeys } from '../api/query-keys';
import type { LastEvent } from '../api/types';
import { EVENT_LIST } from './event-list-kind';
import { mergeByRevision } from './live-list';

/** The number of failed events that are kept. */
export const MAX_FAILURES = 5;

/**
 * Applies live summaries to the query cache. The details of changed events and orders are refetched: at once if they
 * are open, else when they are opened.
 */
export function updateCaches(queryClient: QueryClient, batch: readonly Summaries[]): void {
  const events = batch.flatMap((summaries) => summaries.events);
  const orders = batch.flatMap((summaries) => summaries.orders);
  invalidate(queryClient, [
    ...events.map((event) => queryKeys.event(event.id)),
    ...orders.map((order) => queryKeys.order(order.integration, order.id)),
  ]);
  if (events.length === 0) return;
  queryClient.setQueryData<readonly EventSummary[]>(
    queryKeys.failures,
    (before) => before && updatedFailures(before, events),
  );
  for (const [integration, newest] of newestByIntegration(events)) {
    queryClient.setQueryData<LastEvent | null>(queryKeys.lastEvent(integration), (before) =>
      before === undefined || (before !== null && before.id > newest.id) ? before : newest,
    );
  }
}

function invalidate(queryClient: QueryClient, changed: readonly (readonly string[])[]): void {
  // The cache has a handful of queries, while a batch may have thousands of summaries.
  const cached = queryClient.getQueryCache().getAll();
  const cachedHashes = new Set(cached.map((query) => query.queryHash));
  const changedKeys = new Map(changed.map((key) => [JSON.stringify(key), key]));
  for (const [hash, queryKey] of changedKeys) {
    if (cachedHashes.has(hash)) void queryClient.invalidateQueries({ queryKey, exact: true });
  }
}

/** The newest failed events, without those that were fixed since. The same list if nothing has changed. */
export function updatedFailures(
  before: readonly EventSummary[],
  events: readonly EventSummary[],
): readonly EventSummary[] {
  const knownIds = new Set(before.map(({ id }) => id));
  const relevant = events.filter((event) => event.status === 'failed' || knownIds.has(event.id));
  if (relevant.length === 0) return before;
  const failed = mergeByRevision(EVENT_LIST, before, relevant).filter(({ status }) => status === 'failed');
  return failed.slice(0, MAX_FAILURES);
}

function newestByIntegration(events: readonly EventSummary[]): Map<string, EventSummary> {
  const newest = new Map<string, EventSummary>();
  for (const event of events) {
    const before = newest.get(event.integration);
    if (!before || before.id < event.id) newest.set(event.integration, event);
  }
  return newest;
}
