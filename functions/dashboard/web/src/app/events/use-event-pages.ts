import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { ApiError } from '../api/api-error';
import type { Api } from '../api/endpoints';
import type { EventSummary, EventsPage } from '../api/types';
import { EVENT_LIST } from '../live/event-list-kind';
import { mergeByRevision } from '../live/live-list';
import { useCatchUp } from '../live/use-catch-up';
import { useApi } from '../session/session-context';
import { type EventFilters, queryOfFilters, matchesFilters } from './filters/event-filters';

const PAGE_SIZE = 50;

/** The pages of the event list, starting before `before` (`null` for now). */
export function useEventPages(filters: EventFilters, before: string | null, listKey: string) {
  const api = useApi();
  const query = useInfiniteQuery<EventsPage, Error, InfiniteData<EventsPage>, readonly unknown[], string | undefined>({
    queryKey: ['events', listKey, before],
    queryFn: ({ pageParam, signal }) =>
      filters.order === ''
        ? api.events(
            { ...queryOfFilters({ ...filters, to: before ?? filters.to }), limit: PAGE_SIZE, after: pageParam },
            signal,
          )
        : eventsOfOrder(api, filters),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    gcTime: 0,
  });
  const pages = query.data?.pages;
  useCatchUp(pages?.[0]?.cursor ?? '');
  const rows = useMemo(() => mergeByRevision(EVENT_LIST, ...(pages ?? []).map((page) => page.events)), [pages]);
  return { query, rows };
}

/**
 * The events in an order's history that match the other filters, from every integration that has an order with this id.
 */
async function eventsOfOrder(api: Api, filters: EventFilters): Promise<EventsPage> {
  const orders = await ordersOf(api, filters.order);
  const history: readonly EventSummary[] = orders.flatMap((order) => order.history);
  // The history also contains the events of the order's shipments, whatever their subject.
  const others = { ...filters, order: '' };
  return { events: history.filter((event) => matchesFilters(others, event)), next: null, cursor: '' };
}

async function ordersOf(api: Api, order: string) {
  try {
    return [await api.order(order)];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 404) return [];
    if (error.code !== 'integration_needed') throw error;
  }
  const integrations = await api.integrations();
  const requests = integrations.map(({ id }) => api.order(order, id).catch(() => null));
  return (await Promise.all(requests)).filter((result) => result !== null);
}
