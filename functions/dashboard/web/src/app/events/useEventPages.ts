import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import type { Api } from '../api/api';
import { ApiError } from '../api/error';
import type { EventLine, EventsPage } from '../api/types';
import { merged } from '../live/merge';
import { useCatchUp } from '../live/useCatchUp';
import { useApi } from '../session/context';
import { type EventFilters, queryOfFilters } from './filters';
import { EVENTS } from './kind';

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
        : eventsOfOrder(api, filters.order),
    initialPageParam: undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    gcTime: 0,
  });
  const pages = query.data?.pages;
  useCatchUp(pages?.[0]?.cursor ?? '');
  const rows = useMemo(() => merged(EVENTS, ...(pages ?? []).map((page) => page.events)), [pages]);
  return { query, rows };
}

/** The events of an order: those of its history, in whichever integrations there is an order of this id. */
async function eventsOfOrder(api: Api, order: string): Promise<EventsPage> {
  const found = await ordersOf(api, order);
  const events: readonly EventLine[] = found.flatMap(({ history }) => history);
  return { events, next: null, cursor: '' };
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
