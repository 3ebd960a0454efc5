import { useMemo, useState } from 'react';
import { Link } from 'wouter';

import type { OrderSummary } from '../api/types';
import { withSearch } from '../format/links';
import { activeFilterCount, withFilters } from '../format/list-filters';
import { describeMissing } from '../format/missing-profit-inputs';
import { exactTime } from '../format/time';
import { ORDER_LIST } from '../live/order-list-kind';
import { useIntegrations } from '../queries/use-integrations';
import { Button } from '../ui/button';
import { ClearFilters, EmptyState } from '../ui/empty-state';
import { ListRegion } from '../ui/list-region';
import { type RowAppearance, VirtualList } from '../ui/table/virtual-list';
import { useWidth } from '../ui/use-width';
import { OrderCard } from './order-card';
import { OrderFilterBar } from './order-filter-bar';
import { NO_ORDER_FILTERS, type OrderFilters, orderFiltersOf } from './order-filters';
import { SearchProgress } from './search-progress';
import { useOrderRows } from './use-order-rows';
import { useOrderTable } from './use-order-table';

/** Narrower lists, in pixels, show cards instead of a table. */
const MIN_TABLE_WIDTH_PX = 576;

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
  const filtered = activeFilterCount(filters) > 0;
  // The search covers only loaded orders, since the API cannot search.
  const canSearchFurther = filters.search !== '' && query.hasNextPage;
  const change = (next: OrderFilters) => setSearch(withFilters(search, next), { replace: true });
  const clear = () => change(NO_ORDER_FILTERS);
  const sort = search.get('sort');
  const setSort = (text: string | null) => setSearch(withFilters(search, { sort: text ?? '' }), { replace: true });
  const table = useOrderTable(rows, sort, width ?? 0, setSort);
  const cards = width !== null && width < MIN_TABLE_WIDTH_PX;
  const appearance = useRowAppearance(open, search.toString());
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
        empty={rows.length === 0 && !canSearchFurther ? <NoOrders onClear={filtered ? clear : null} /> : null}
        footer={
          canSearchFurther ? <SearchProgress count={searched} hasMatches={rows.length > 0} onOlder={older} /> : null
        }
      >
        {width !== null && (
          <VirtualList
            name="Orders"
            table={table}
            scroller={scroller}
            cards={cards}
            appearance={appearance}
            isComplete={!query.hasNextPage}
            onEnd={more}
          />
        )}
      </ListRegion>
    </>
  );
}

function useRowAppearance(
  open: { integration: string; id: string } | null,
  search: string,
): RowAppearance<OrderSummary> {
  const openKey = open && `${open.integration}#${open.id}`;
  return useMemo(
    () => ({
      ...ROW_LAYOUT,
      hrefOf: ({ integration, id }: OrderSummary) =>
        withSearch(`/orders/${encodeURIComponent(integration)}/${encodeURIComponent(id)}`, search),
      isOpen: (order: OrderSummary) => ORDER_LIST.keyOf(order) === openKey,
    }),
    [openKey, search],
  );
}

/** The order's times and its missing profit inputs. */
function titleOf({ placed_at, updated_at, profit, missing }: OrderSummary): string {
  const times = `Placed ${exactTime(placed_at)}\nUpdated ${exactTime(updated_at)}`;
  return profit === null && missing.length > 0
    ? `${times}\nMissing: ${missing.map(describeMissing).join(', ')}`
    : times;
}

const ROW_LAYOUT = {
  rowHeight: 40,
  cardHeight: 58,
  card: (order: OrderSummary) => <OrderCard order={order} />,
  titleOf,
  rowVersion: ({ status, payment, fulfilment, shipment, total, refunded }: OrderSummary) =>
    [status, payment, fulfilment, shipment, total, refunded].join('|'),
};

function NoOrders({ onClear }: { onClear: (() => void) | null }) {
  const { data } = useIntegrations();
  if (onClear) {
    return (
      <EmptyState title="No matching orders">
        Try removing a filter, or search for the complete ID that the channel uses for the order.
        <ClearFilters onClear={onClear} />
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No orders yet">
      {data?.length === 0
        ? 'Add a sales channel under '
        : 'An order appears with its first webhook. Find the webhook URLs of your channels under '}
      <Link href="/integrations" className="text-accent underline">
        Integrations
      </Link>
      .
    </EmptyState>
  );
}
