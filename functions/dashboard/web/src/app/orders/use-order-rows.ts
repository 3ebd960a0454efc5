import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';

import { ApiError } from '../api/api-error';
import type { OrderSummary } from '../api/types';
import { mergeByRevision } from '../live/live-list';
import { ORDER_LIST } from '../live/order-list-kind';
import { useCatchUp } from '../live/use-catch-up';
import { useListKey } from '../live/use-list-key';
import { useLiveList } from '../live/use-live-list';
import { useApi } from '../session/session-context';
import { type OrderFilters, matchesSearch, belongsToList } from './order-filters';

const PAGE_SIZE = 50;
/** How many live rows are kept. More than events, because an order keeps changing long after it was placed. */
const MAX_LIVE_ROWS = 500;

/** The rows of the order list. Orders are updated in place; new ones wait while the list is scrolled down. */
export function useOrderRows(filters: OrderFilters, atTop: boolean) {
  const { channel, status, integration, test, search } = filters;
  const listKey = useListKey([channel, status, integration, test]);
  const { query, pages } = useOrderPages(filters, listKey);
  const exact = useExact(search, listKey);
  const { rows, state, release } = useLiveList<OrderSummary>({
    kind: ORDER_LIST,
    pick: (frame) => frame.orders.filter((order) => belongsToList(filters, order)),
    pages,
    extra: exact,
    isComplete: query.isSuccess && !query.hasNextPage,
    isPaused: !atTop,
    maxRows: MAX_LIVE_ROWS,
    listKey,
  });
  const shown = useMemo(() => {
    const loaded = new Set([...pages, ...exact].map(ORDER_LIST.keyOf));
    const listed = rows.filter(
      (order) => status === '' || order.status === status || loaded.has(ORDER_LIST.keyOf(order)),
    );
    return listed.filter((order) => matchesSearch(search, order));
  }, [rows, pages, exact, status, search]);
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  const older = useCallback(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  // Matches seldom fill the screen, so loading on scroll would load all orders; the user continues the search instead.
  const more = search === '' ? older : DO_NOTHING;
  return { rows: shown, waiting: state.waitingCount, release, more, older, searched: pages.length, query };
}

function useOrderPages({ channel, status, integration, test }: OrderFilters, listKey: string) {
  const api = useApi();
  const query = useInfiniteQuery({
    queryKey: ['orders', listKey],
    queryFn: ({ pageParam, signal }) =>
      api.orders({ source: channel, status, integration, test, limit: PAGE_SIZE, after: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    gcTime: 0,
  });
  useCatchUp(query.data?.pages[0]?.cursor ?? '');
  const data = query.data?.pages;
  const pages = useMemo(() => mergeByRevision(ORDER_LIST, ...(data ?? []).map((page) => page.orders)), [data]);
  return { query, pages };
}

/** The order whose complete ID is searched for, however old it is. */
function useExact(search: string, listKey: string): readonly OrderSummary[] {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['order-by-id', search, listKey],
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

const NONE: readonly OrderSummary[] = [];
const DO_NOTHING = () => {};
