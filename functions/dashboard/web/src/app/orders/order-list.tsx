import { useMemo, useState } from 'react';
import { Link } from 'wouter';

import type { OrderLine } from '../api/types';
import { withSearch } from '../format/links';
import { missingPart } from '../format/missing-profit-inputs';
import { countOf, withFilters } from '../format/list-filters';
import { exactTime } from '../format/time';
import { useIntegrations } from '../queries/use-integrations';
import { Button } from '../ui/button';
import { ClearFilters, Empty } from '../ui/empty-state';
import { ListRegion } from '../ui/list-region';
import { type Lines, LongList } from '../ui/table/virtual-list';
import { useWidth } from '../ui/use-width';
import { OrderCard } from './order-card';
import { OrderFilterBar } from './order-filter-bar';
import { NO_ORDER_FILTERS, type OrderFilters, orderFiltersOf } from './order-filters';
import { ORDERS } from '../live/order-list-kind';
import { SearchedSoFar } from './search-progress';
import { useOrderRows } from './use-order-rows';
import { useOrderTable } from './use-order-table';

/** Where a list is narrower, in pixels, its orders are cards. */
const TABLE_FROM = 576;

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
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const width = useWidth(scroller);
  const [atTop, setAtTop] = useState(true);
  const filters = orderFiltersOf(search);
  const { rows, waiting, release, more, older, searched, query } = useOrderRows(filters, atTop);
  const filtered = countOf(filters) > 0;
  // The API does not search: only what was loaded has been.
  const searchable = filters.search !== '' && query.hasNextPage;
  const change = (next: OrderFilters) => setSearch(withFilters(search, next), { replace: true });
  const clear = () => change(NO_ORDER_FILTERS);
  const sort = search.get('sort');
  const setSort = (text: string | null) => setSearch(withFilters(search, { sort: text ?? '' }), { replace: true });
  const table = useOrderTable(rows, sort, width ?? 0, setSort);
  const cards = width !== null && width < TABLE_FROM;
  const lines = useLines(open, search.toString());
  return (
    <>
      <OrderFilterBar filters={filters} onChange={change} sorting={cards ? { sort, onSort: setSort } : null} />
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
      <ListRegion
        what="Orders"
        scroller={setScroller}
        onAtTop={setAtTop}
        query={query}
        empty={rows.length === 0 && !searchable ? <Nothing onClear={filtered ? clear : null} /> : null}
        goesOn={searchable ? <SearchedSoFar count={searched} any={rows.length > 0} onOlder={older} /> : null}
      >
        {width !== null && (
          <LongList
            name="Orders"
            table={table}
            scroller={scroller}
            cards={cards}
            lines={lines}
            whole={!query.hasNextPage}
            onEnd={more}
          />
        )}
      </ListRegion>
    </>
  );
}

function useLines(open: { integration: string; id: string } | null, search: string): Lines<OrderLine> {
  const openKey = open && `${open.integration}#${open.id}`;
  return useMemo(
    () => ({
      ...LOOK,
      hrefOf: ({ integration, id }: OrderLine) =>
        withSearch(`/orders/${encodeURIComponent(integration)}/${encodeURIComponent(id)}`, search),
      isOpen: (order: OrderLine) => ORDERS.keyOf(order) === openKey,
    }),
    [openKey, search],
  );
}

/** When it was placed and changed, and what is missing for the profit. */
function titleOf({ placed_at, updated_at, profit, missing }: OrderLine): string {
  const times = `Placed ${exactTime(placed_at)}\nChanged ${exactTime(updated_at)}`;
  return profit === null && missing.length > 0 ? `${times}\nMissing: ${missing.map(missingPart).join(', ')}` : times;
}

const LOOK = {
  rowHeight: 40,
  cardHeight: 58,
  card: (order: OrderLine) => <OrderCard order={order} />,
  titleOf,
  standing: ({ status, payment, fulfilment, shipment, total, refunded }: OrderLine) =>
    [status, payment, fulfilment, shipment, total, refunded].join('|'),
};

function Nothing({ onClear }: { onClear: (() => void) | null }) {
  const { data } = useIntegrations();
  if (onClear) {
    return (
      <Empty title="No order is like this">
        Clear a filter, or search for the channel’s own id of the order.
        <ClearFilters onClear={onClear} />
      </Empty>
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
