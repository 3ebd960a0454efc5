import { useTable } from '@tanstack/react-table';
import { useCallback, useMemo, useState } from 'react';

import type { EventSummary } from '../api/types';
import { withSearch } from '../format/links';
import { activeFilterCount, withFilters } from '../format/list-filters';
import { exactTime } from '../format/time';
import { EVENT_LIST } from '../live/event-list-kind';
import { ClearFilters, EmptyState } from '../ui/empty-state';
import { ListRegion } from '../ui/list-region';
import { features, visibleColumns } from '../ui/table/table-features';
import { type RowAppearance, VirtualList } from '../ui/table/virtual-list';
import { useWidth } from '../ui/use-width';
import { COLUMNS } from './columns';
import { EventCard } from './event-card';
import { EventToolbar } from './event-toolbar';
import { EventFilterBar } from './filters/event-filter-bar';
import { type EventFilters, NO_EVENT_FILTERS } from './filters/event-filters';
import { NoEvents } from './no-events';
import { useEventRows } from './use-event-rows';

/** Narrower lists, in pixels, show cards instead of a table. */
const MIN_TABLE_WIDTH_PX = 640;

/** The live list of events with its filters and actions. */
export function EventList({
  filters,
  openId,
  search,
  setSearch,
}: {
  filters: EventFilters;
  openId: string | undefined;
  search: URLSearchParams;
  setSearch: (next: URLSearchParams, options?: { replace?: boolean }) => void;
}) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const width = useWidth(scroller);
  const [paused, setPaused] = useState(false);
  const [atTop, setAtTop] = useState(true);
  const { rows, waiting, release, more, query } = useEventRows(filters, paused, atTop);
  const table = useEventTable(rows, width ?? 0);
  const appearance = useRowAppearance(openId, search.toString());
  const change = useCallback(
    (next: EventFilters) => setSearch(withFilters(search, next), { replace: true }),
    [search, setSearch],
  );
  const showNew = () => {
    scroller?.scrollTo({ top: 0 });
    setPaused(false);
    release();
  };
  return (
    <>
      <EventFilterBar filters={filters} onChange={change} />
      <EventToolbar filters={filters} paused={paused} onPause={setPaused} waiting={waiting} onShowNew={showNew} />
      <ListRegion
        what="Events"
        scroller={setScroller}
        onAtTop={setAtTop}
        query={query}
        empty={rows.length === 0 ? <NoMatches filters={filters} onClear={() => change(NO_EVENT_FILTERS)} /> : null}
      >
        {width !== null && (
          <VirtualList
            name="Events"
            table={table}
            scroller={scroller}
            cards={width < MIN_TABLE_WIDTH_PX}
            appearance={appearance}
            isComplete={!query.hasNextPage}
            onEnd={more}
          />
        )}
      </ListRegion>
    </>
  );
}

function useEventTable(events: readonly EventSummary[], width: number) {
  const columnVisibility = useMemo(() => visibleColumns(COLUMNS, width), [width]);
  return useTable({
    features,
    columns: COLUMNS,
    data: events,
    getRowId: EVENT_LIST.keyOf,
    enableSorting: false,
    state: { columnVisibility },
  });
}

function useRowAppearance(openId: string | undefined, search: string): RowAppearance<EventSummary> {
  return useMemo(
    () => ({
      ...ROW_LAYOUT,
      hrefOf: (event: EventSummary) => withSearch(`/events/${event.id}`, search),
      isOpen: (event: EventSummary) => event.id === openId,
    }),
    [openId, search],
  );
}

const ROW_LAYOUT = {
  rowHeight: 36,
  cardHeight: 58,
  card: (event: EventSummary) => <EventCard event={event} />,
  titleOf: (event: EventSummary) => `Received ${exactTime(event.received_at)}`,
  rowVersion: ({ status }: EventSummary) => status,
};

function NoMatches({ filters, onClear }: { filters: EventFilters; onClear: () => void }) {
  if (activeFilterCount(filters) === 0) return <NoEvents />;
  return (
    <EmptyState title="No matching events">
      {filters.order === ''
        ? 'Try removing a filter.'
        : 'Enter the ID that the channel uses for the order, which may differ from the order’s name.'}
      <ClearFilters onClear={onClear} />
    </EmptyState>
  );
}
