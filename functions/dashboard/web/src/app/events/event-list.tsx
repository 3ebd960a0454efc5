import { useTable } from '@tanstack/react-table';
import { useCallback, useMemo, useState } from 'react';

import type { EventLine } from '../api/types';
import { withSearch } from '../format/links';
import { countOf, withFilters } from '../format/list-filters';
import { exactTime } from '../format/time';
import { ClearFilters, Empty } from '../ui/empty-state';
import { ListRegion } from '../ui/list-region';
import { type Lines, LongList } from '../ui/table/virtual-list';
import { features, visibleAt } from '../ui/table/table-features';
import { useWidth } from '../ui/use-width';
import { COLUMNS } from './columns';
import { EventCard } from './event-card';
import { EventFilterBar } from './filters/event-filter-bar';
import { EventToolbar } from './event-toolbar';
import { type EventFilters, NO_EVENT_FILTERS } from './filters/event-filters';
import { EVENTS } from '../live/event-list-kind';
import { NoEvents } from './no-events';
import { useEventRows } from './use-event-rows';

/** Where a list is narrower, in pixels, its events are cards. */
const TABLE_FROM = 640;

/** The live list of events and what can be done with it. */
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
  const lines = useLines(openId, search.toString());
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
        empty={rows.length === 0 ? <Nothing filters={filters} onClear={() => change(NO_EVENT_FILTERS)} /> : null}
      >
        {width !== null && (
          <LongList
            name="Events"
            table={table}
            scroller={scroller}
            cards={width < TABLE_FROM}
            lines={lines}
            whole={!query.hasNextPage}
            onEnd={more}
          />
        )}
      </ListRegion>
    </>
  );
}

function useEventTable(events: readonly EventLine[], width: number) {
  const columnVisibility = useMemo(() => visibleAt(COLUMNS, width), [width]);
  return useTable({
    features,
    columns: COLUMNS,
    data: events,
    getRowId: EVENTS.keyOf,
    enableSorting: false,
    state: { columnVisibility },
  });
}

function useLines(openId: string | undefined, search: string): Lines<EventLine> {
  return useMemo(
    () => ({
      ...LOOK,
      hrefOf: (event: EventLine) => withSearch(`/events/${event.id}`, search),
      isOpen: (event: EventLine) => event.id === openId,
    }),
    [openId, search],
  );
}

const LOOK = {
  rowHeight: 36,
  cardHeight: 58,
  card: (event: EventLine) => <EventCard event={event} />,
  titleOf: (event: EventLine) => `Received ${exactTime(event.received_at)}`,
  standing: ({ status }: EventLine) => status,
};

function Nothing({ filters, onClear }: { filters: EventFilters; onClear: () => void }) {
  if (countOf(filters) === 0) return <NoEvents />;
  return (
    <Empty title="No event is like this">
      {filters.order === '' ? 'Clear a filter to see more.' : 'Is this the channel’s own id of the order?'}
      <ClearFilters onClear={onClear} />
    </Empty>
  );
}
