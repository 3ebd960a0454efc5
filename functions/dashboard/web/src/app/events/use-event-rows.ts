import { useCallback, useState } from 'react';

import type { EventSummary } from '../api/types';
import { EVENT_LIST } from '../live/event-list-kind';
import { useListKey } from '../live/use-list-key';
import { useLiveList } from '../live/use-live-list';
import { type EventFilters, matchesFilters } from './filters/event-filters';
import { useEventPages } from './use-event-pages';

/** How many live rows are kept. Older events are loaded again when the user scrolls to them. */
const MAX_LIVE_ROWS = 50;

const NONE: readonly EventSummary[] = [];

/** The rows of the event list. New events wait while the list is paused or scrolled down. */
export function useEventRows(filters: EventFilters, paused: boolean, atTop: boolean) {
  const listKey = useListKey(filters);
  const [anchor, setAnchor] = useState<{ of: string; before: string } | null>(null);
  const before = anchor?.of === listKey ? anchor.before : null;
  const { query, rows: pages } = useEventPages(filters, before, listKey);
  const { rows, state, release, closeGap } = useLiveList<EventSummary>({
    kind: EVENT_LIST,
    pick: (frame) => frame.events.filter((event) => matchesFilters(filters, event)),
    pages,
    extra: NONE,
    isComplete: query.isSuccess && !query.hasNextPage,
    isPaused: paused || !atTop,
    maxRows: MAX_LIVE_ROWS,
    listKey,
  });
  const { hasGap } = state;
  const oldest = state.live.at(-1)?.received_at;
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  const more = useCallback(() => {
    // At the top the user does not look at the end, however short the list is.
    if (hasGap && oldest !== undefined && !atTop) {
      setAnchor({ of: listKey, before: new Date(Date.parse(oldest) + 1).toISOString() });
      closeGap();
    } else if (!hasGap && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasGap, oldest, atTop, listKey, closeGap, hasNextPage, isFetching, isError, fetchNextPage]);
  return { rows, waiting: state.waitingCount, release, more, query };
}
