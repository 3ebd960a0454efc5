import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';

import { ApiError } from '../api/api-error';
import type { OrderLine } from '../api/types';
import { merged } from '../live/live-list';
import { useCatchUp } from '../live/use-catch-up';
import { useListKey } from '../live/use-list-key';
import { useLiveList } from '../live/use-live-list';
import { useApi } from '../session/session-context';
import { type OrderFilters, found, wants } from './order-filters';
import { ORDERS } from '../live/order-list-kind';

const PAGE = 50;
/** Live rows that are kept: an order goes on changing long after it came. */
const MOST_LIVE = 500;

/** The rows of the list of orders. Changes are shown where the order stands; new orders wait while it is scrolled. */
export function useOrderRows(filters: OrderFilters, atTop: boolean) {
  const { channel, status, integration, search } = filters;
  const listKey = useListKey([channel, status, integration]);
  const { query, pages } = useOrderPages(filters, listKey);
  const exact = useExact(search, listKey);
  const { rows, lines, release } = useLiveList<OrderLine>({
    kind: ORDERS,
    // One that changes to another status stays where it is, so that it can be seen.
    pick: (frame) => frame.orders.filter((order) => wants(filters, order)),
    pages,
    extra: exact,
    whole: query.isSuccess && !query.hasNextPage,
    held: !atTop,
    most: MOST_LIVE,
    listKey,
  });
  const shown = useMemo(() => {
    const loaded = new Set([...pages, ...exact].map(ORDERS.keyOf));
    const listed = rows.filter((order) => status === '' || order.status === status || loaded.has(ORDERS.keyOf(order)));
    return listed.filter((order) => found(search, order));
  }, [rows, pages, exact, status, search]);
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  const older = useCallback(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  // Hits seldom fill the screen: a search would load all orders there are, if nobody were asked.
  const more = search === '' ? older : NOT_BY_ITSELF;
  return { rows: shown, waiting: lines.waitingCount, release, more, older, searched: pages.length, query };
}

function useOrderPages({ channel, status, integration }: OrderFilters, listKey: string) {
  const api = useApi();
  const query = useInfiniteQuery({
    queryKey: ['orders', listKey],
    queryFn: ({ pageParam, signal }) =>
      api.orders({ source: channel, status, integration, limit: PAGE, after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    gcTime: 0,
  });
  useCatchUp(query.data?.pages[0]?.cursor ?? '');
  const data = query.data?.pages;
  const pages = useMemo(() => merged(ORDERS, ...(data ?? []).map((page) => page.orders)), [data]);
  return { query, pages };
}

/** An order whose whole id is searched for is found however old it is. */
function useExact(search: string, listKey: string): readonly OrderLine[] {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['order-found', search, listKey],
    queryFn: async () => {
      try {
        return [await api.order(search)];
      } catch (error) {
        if (error instanceof ApiError && error.status >= 400 && error.status < 500) return [];
        throw error;
      }
    },
    enabled: search.length >= 4,
    gcTime: 0,
  });
  return data ?? NONE;
}

const NONE: readonly OrderLine[] = [];
const NOT_BY_ITSELF = () => {};
