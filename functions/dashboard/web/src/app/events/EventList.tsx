import { useCallback, useState } from 'react';

import { countOf, withFilters } from '../format/search';
import { Empty } from '../ui/Empty';
import { ErrorNote } from '../ui/ErrorNote';
import { VirtualRows } from '../ui/VirtualRows';
import { useIsNarrow } from '../ui/media';
import { EventFilterBar } from './EventFilterBar';
import { EventRow, columnsOf } from './EventRow';
import { EventToolbar } from './EventToolbar';
import type { EventFilters } from './filters';
import { EVENTS } from './kind';
import { NoEvents } from './NoEvents';
import { useEventRows } from './useEventRows';

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
  const narrow = useIsNarrow();
  // Beside an open detail there is no room for the shop.
  const tight = openId !== undefined;
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [paused, setPaused] = useState(false);
  const [atTop, setAtTop] = useState(true);
  const { rows, waiting, release, more, query } = useEventRows(filters, paused, atTop);
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
      {!narrow && rows.length > 0 && <Header tight={tight} />}
      <div
        ref={setScroller}
        tabIndex={0}
        role="region"
        aria-label="List of events"
        className="min-h-0 flex-1 overflow-y-auto -outline-offset-2"
        onScroll={(event) => setAtTop(event.currentTarget.scrollTop < 8)}
      >
        <VirtualRows
          rows={rows}
          keyOf={EVENTS.keyOf}
          height={narrow ? 58 : 36}
          scroller={scroller}
          role="list"
          onEnd={more}
          render={(event) => (
            <EventRow
              event={event}
              open={event.id === openId}
              search={search.toString()}
              narrow={narrow}
              tight={tight}
            />
          )}
        />
        {query.error && (
          <div className="p-4">
            <ErrorNote title="Events could not be loaded" error={query.error} onRetry={() => void query.refetch()} />
          </div>
        )}
        {query.isFetching && <p className="p-4 text-center text-muted">Loading …</p>}
        {!query.isFetching && !query.error && rows.length > 0 && !query.hasNextPage && (
          <p className="p-4 text-center text-muted">These are all.</p>
        )}
        {!query.isFetching &&
          !query.error &&
          rows.length === 0 &&
          (countOf(filters) > 0 ? (
            <Empty title="No event is like this">
              {filters.order === '' ? 'Clear a filter to see more.' : 'Is this the channel’s own id of the order?'}
            </Empty>
          ) : (
            <NoEvents />
          ))}
      </div>
    </>
  );
}

function Header({ tight }: { tight: boolean }) {
  return (
    <div
      aria-hidden="true"
      className={`grid shrink-0 gap-3 border-b border-line bg-surface px-4 py-1.5 text-muted ${columnsOf(tight)}`}
    >
      <span>Status</span>
      <span>Channel</span>
      <span>Topic</span>
      <span>What it says</span>
      {!tight && <span className="hidden lg:block">Shop</span>}
      <span className="text-right">Age</span>
    </div>
  );
}
