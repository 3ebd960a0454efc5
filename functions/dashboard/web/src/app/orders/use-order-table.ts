import { useTable } from '@tanstack/react-table';
import { useMemo } from 'react';

import type { OrderSummary } from '../api/types';
import { ORDER_LIST } from '../live/order-list-kind';
import { type TableOf, features, visibleColumns } from '../ui/table/table-features';
import { columnsOf } from './columns';
import { DEFAULT_SORT, sortingOf, sortingText } from './sorting';

/** The table of the loaded orders, with the columns that fit the width, sorted as the URL says. */
export function useOrderTable(
  orders: readonly OrderSummary[],
  sort: string | null,
  width: number,
  onSort: (sort: string | null) => void,
): TableOf<OrderSummary> {
  const columns = useMemo(() => columnsOf(stablePlacement(sort)), [sort]);
  const columnVisibility = useMemo(() => visibleColumns(columns, width), [columns, width]);
  const sorting = useMemo(() => [sortingOf(sort)], [sort]);
  return useTable({
    features,
    columns,
    data: orders,
    getRowId: ORDER_LIST.keyOf,
    enableMultiSort: false,
    enableSortingRemoval: false,
    state: { sorting, columnVisibility },
    onSortingChange: (change) => {
      const next = typeof change === 'function' ? change(sorting) : change;
      onSort(sortingText(next[0] ?? DEFAULT_SORT));
    },
  });
}

/** More orders than a list has. Beyond this number the oldest are dropped, so that memory stays bounded. */
const MAX_PLACED_ORDERS = 5000;

/**
 * Returns each order as it was when it was first sorted this way. An order that changes later keeps its place, so that
 * no row moves away while the user looks at it; sorting again uses the current values.
 */
function stablePlacement(sort: string | null): (order: OrderSummary) => OrderSummary {
  // The time at which an order was placed never changes.
  if (sort === null) return (order) => order;
  const first = new Map<string, OrderSummary>();
  return (order) => {
    const key = ORDER_LIST.keyOf(order);
    const placed = first.get(key);
    if (placed) return placed;
    first.set(key, order);
    for (const oldest of first.keys()) {
      if (first.size <= MAX_PLACED_ORDERS) break;
      first.delete(oldest);
    }
    return order;
  };
}
