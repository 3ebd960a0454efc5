import { useTable } from '@tanstack/react-table';
import { useMemo } from 'react';

import type { OrderLine } from '../api/types';
import { type TableOf, features, visibleAt } from '../ui/table/table-features';
import { columnsOf } from './columns';
import { ORDERS } from '../live/order-list-kind';
import { NEWEST, sortingOf, sortingText } from './sorting';

/** The loaded orders as a table of this width, sorted as a URL says it. */
export function useOrderTable(
  orders: readonly OrderLine[],
  sort: string | null,
  width: number,
  onSort: (sort: string | null) => void,
): TableOf<OrderLine> {
  const columns = useMemo(() => columnsOf(placing(sort)), [sort]);
  const columnVisibility = useMemo(() => visibleAt(columns, width), [columns, width]);
  const sorting = useMemo(() => [sortingOf(sort)], [sort]);
  return useTable({
    features,
    columns,
    data: orders,
    getRowId: ORDERS.keyOf,
    enableMultiSort: false,
    enableSortingRemoval: false,
    state: { sorting, columnVisibility },
    onSortingChange: (change) => {
      const next = typeof change === 'function' ? change(sorting) : change;
      onSort(sortingText(next[0] ?? NEWEST));
    },
  });
}

/** Orders whose place is held: more than a list has, so that those of a flood are let go. */
const MOST_HELD = 5000;

/**
 * Gives each order as it was when it was first sorted this way. What changes later keeps its place, so that no row
 * jumps away from who looks at it; who sorts again sorts by what is there now.
 */
function placing(sort: string | null): (order: OrderLine) => OrderLine {
  // When an order was placed never changes.
  if (sort === null) return (order) => order;
  const first = new Map<string, OrderLine>();
  return (order) => {
    const key = ORDERS.keyOf(order);
    const held = first.get(key);
    if (held) return held;
    first.set(key, order);
    for (const oldest of first.keys()) {
      if (first.size <= MOST_HELD) break;
      first.delete(oldest);
    }
    return order;
  };
}
