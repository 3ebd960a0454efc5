import { useCallback, useState } from 'react';

import type { EventLine } from '../api/types';
import { useListKey } from '../live/use-list-key';
import { useLiveList } from '../live/use-live-list';
import { type EventFilters, takes } from './filters/event-filters';
import { EVENTS } from '../live/event-list-kind';
import { useEventPages } from './use-event-pages';

/** Live rows that are kept; what is older is loaded again when somebody scrolls there. */
const MOST_LIVE = 50;

const NONE: readonly EventLine[] = [];

/** The rows of the list of events. New ones wait while the list is paused or scrolled into the past. */
export function useEventRows(filters: EventFilters, paused: boolean, atTop: boolean) {
  const listKey = useListKey(filters);
  const [anchor, setAnchor] = useState<{ of: string; before: string } | null>(null);
  const before = anchor?.of === listKey ? anchor.before : null;
  const { query, rows: pages } = useEventPages(filters, before, listKey);
  const { rows, lines, release, adjoin } = useLiveList<EventLine>({
    kind: EVENTS,
    pick: (frame) => frame.events.filter((event) => takes(filters, event)),
    pages,
    extra: NONE,
    whole: query.isSuccess && !query.hasNextPage,
    held: paused || !atTop,
    most: MOST_LIVE,
    listKey,
  });
  const { gap } = lines;
  const oldest = lines.live.at(-1)?.received_at;
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  const more = useCallback(() => {
    // At the top nobody looks at the end, however short the list is.
    if (gap && oldest !== undefined && !atTop) {
      setAnchor({ of: listKey, before: new Date(Date.parse(oldest) + 1).toISOString() });
      adjoin();
    } else if (!gap && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [gap, oldest, atTop, listKey, adjoin, hasNextPage, isFetching, isError, fetchNextPage]);
  return { rows, waiting: lines.waitingCount, release, more, query };
}
