import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import type { Api } from '../api/endpoints';
import { ApiError } from '../api/api-error';
import type { EventLine, EventsPage } from '../api/types';
import { merged } from '../live/live-list';
import { useCatchUp } from '../live/use-catch-up';
import { useApi } from '../session/session-context';
import { type EventFilters, queryOfFilters, takes } from './filters/event-filters';
import { EVENTS } from '../live/event-list-kind';

const PAGE = 50;

/** The past of a list of events, page by page, from `before` on (now, if it is null). */
export function useEventPages(filters: EventFilters, before: string | null, listKey: string) {
  const api = useApi();
  const query = useInfiniteQuery<EventsPage, Error, InfiniteData<EventsPage>, readonly unknown[], string | undefined>({
    queryKey: ['events', listKey, before],
    queryFn: ({ pageParam, signal }) =>
      filters.order === ''
        ? api.events(
            { ...queryOfFilters({ ...filters, to: before ?? filters.to }), limit: PAGE, after: pageParam },
            signal,
          )
        : eventsOfOrder(api, filters),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    gcTime: 0,
  });
  const pages = query.data?.pages;
  useCatchUp(pages?.[0]?.cursor ?? '');
  const rows = useMemo(() => merged(EVENTS, ...(pages ?? []).map((page) => page.events)), [pages]);
  return { query, rows };
}

/** The events of an order: those of its history that the other filters take, in each integration with an order of this id. */
async function eventsOfOrder(api: Api, filters: EventFilters): Promise<EventsPage> {
  const found = await ordersOf(api, filters.order);
  const history: readonly EventLine[] = found.flatMap((order) => order.history);
  // A parcel's events are of the order's history too, whatever they are about.
  const others = { ...filters, order: '' };
  return { events: history.filter((event) => takes(others, event)), next: null, cursor: '' };
}

async function ordersOf(api: Api, order: string) {
  try {
    return [await api.order(order)];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 404) return [];
    if (error.word !== 'integration_needed') throw error;
  }
  const integrations = await api.integrations();
  const asked = integrations.map(({ id }) => api.order(order, id).catch(() => null));
  return (await Promise.all(asked)).filter((found) => found !== null);
}
