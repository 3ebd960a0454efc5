import { useMemo, useState } from 'react';
import { Link } from 'wouter';

import { countOf, withFilters } from '../format/search';
import { useIntegrations } from '../integrations/useIntegrations';
import { Button } from '../ui/Button';
import { Empty } from '../ui/Empty';
import { ErrorNote } from '../ui/ErrorNote';
import { VirtualRows } from '../ui/VirtualRows';
import { useIsNarrow, useIsVeryWide } from '../ui/media';
import { OrderFilterBar } from './OrderFilterBar';
import { OrderHeader } from './OrderHeader';
import { OrderCard, OrderRow } from './OrderRow';
import { orderFiltersOf } from './filters';
import { ORDERS } from './kind';
import { type Sorting, sorted, sortingOf, sortingText } from './sorting';
import { useOrderRows } from './useOrderRows';

/** The live list of orders. */
export function OrderList({
  open,
  search,
  setSearch,
}: {
  open: { integration: string; id: string } | null;
  search: URLSearchParams;
  setSearch: (next: URLSearchParams, options?: { replace?: boolean }) => void;
}) {
  const [isNarrow, isVeryWide] = [useIsNarrow(), useIsVeryWide()];
  const narrow = isNarrow || (open !== null && !isVeryWide);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [atTop, setAtTop] = useState(true);
  const filters = orderFiltersOf(search);
  const sortText = search.get('sort');
  const sorting = useMemo(() => sortingOf(sortText), [sortText]);
  const { rows: unsorted, waiting, release, more, query } = useOrderRows(filters, atTop);
  const rows = useMemo(() => sorted(unsorted, sorting), [unsorted, sorting]);
  const sort = (next: Sorting) => {
    const text = sortingText(next);
    const changed = new URLSearchParams(search);
    if (text === null) changed.delete('sort');
    else changed.set('sort', text);
    setSearch(changed, { replace: true });
  };
  const openKey = open && `${open.integration}#${open.id}`;
  const row = (order: (typeof rows)[number]) => {
    const props = { order, open: ORDERS.keyOf(order) === openKey, search: search.toString() };
    return narrow ? <OrderCard {...props} /> : <OrderRow {...props} />;
  };
  const body = (
    <VirtualRows
      rows={rows}
      keyOf={ORDERS.keyOf}
      height={narrow ? 58 : 40}
      scroller={scroller}
      role={narrow ? 'list' : 'rowgroup'}
      onEnd={more}
      render={row}
    />
  );
  return (
    <>
      <OrderFilterBar filters={filters} onChange={(next) => setSearch(withFilters(search, next), { replace: true })} />
      {waiting > 0 && (
        <div role="status" className="border-b border-line bg-surface px-4 py-2 text-center">
          <Button
            className="border-accent text-accent"
            onClick={() => {
              scroller?.scrollTo({ top: 0 });
              release();
            }}
          >
            {`Show ${waiting.toLocaleString()} new`}
          </Button>
        </div>
      )}
      <div
        ref={setScroller}
        role="region"
        aria-label="List of orders"
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto -outline-offset-2"
        onScroll={(event) => setAtTop(event.currentTarget.scrollTop < 8)}
      >
        {narrow || rows.length === 0 ? (
          body
        ) : (
          <div
            role="table"
            aria-label="Orders"
            aria-rowcount={query.hasNextPage ? -1 : rows.length + 1}
            className="min-w-[50.5rem]"
          >
            <OrderHeader sorting={sorting} onSort={sort} />
            {body}
          </div>
        )}
        {query.error && (
          <div className="p-4">
            <ErrorNote title="Orders could not be loaded" error={query.error} onRetry={() => void query.refetch()} />
          </div>
        )}
        {query.isFetching && <p className="p-4 text-center text-muted">Loading …</p>}
        {!query.isFetching && !query.error && rows.length === 0 && <Nothing filtered={countOf(filters) > 0} />}
        {!query.isFetching && rows.length > 0 && !query.hasNextPage && (
          <p className="p-4 text-center text-muted">These are all.</p>
        )}
      </div>
    </>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { data } = useIntegrations();
  if (filtered) {
    return (
      <Empty title="No order is like this">Clear a filter, or search for the channel’s own id of the order.</Empty>
    );
  }
  return (
    <Empty title="There are no orders yet">
      {data?.length === 0
        ? 'Add a sales channel at '
        : 'An order appears with its first webhook. The addresses for your channels are at '}
      <Link href="/integrations" className="text-accent underline">
        Integrations
      </Link>
      .
    </Empty>
  );
}
