// @vitest-environment happy-dom
import { act, useEffect } from 'react';
import { type Root, createRoot } from 'react-dom/client';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { OrderSummary } from '../api/types';
import type { TableOf } from '../ui/table/table-features';
import { order } from './order-sample';
import { useOrderTable } from './use-order-table';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

let root: Root;
let table: TableOf<OrderSummary>;
const sorts: (string | null)[] = [];

function Table({ orders, sort, width }: { orders: readonly OrderSummary[]; sort: string | null; width: number }) {
  const current = useOrderTable(orders, sort, width, (next) => sorts.push(next));
  useEffect(() => capture(current));
  return null;
}

function capture(current: TableOf<OrderSummary>) {
  table = current;
}

function clickHeader(id: string) {
  table.getColumn(id)?.getToggleSortingHandler()?.({});
}

async function columnsAt(width: number) {
  await render([order('a')], null, width);
  return table.getVisibleLeafColumns().map(({ id }) => id);
}

async function render(orders: readonly OrderSummary[], sort: string | null, width = 2000) {
  await act(async () => root.render(<Table orders={orders} sort={sort} width={width} />));
  return table.getRowModel().rows.map(({ original }) => original.id);
}

beforeEach(() => {
  root = createRoot(document.createElement('div'));
  sorts.length = 0;
});

describe('sorting', () => {
  it('amounts are compared exactly, within a currency', async () => {
    const orders = [
      order('a', { total: '9.5' }),
      order('b', { total: '10.00' }),
      order('c', { total: '90071992547409930.01' }),
      order('d', { total: '90071992547409930.02' }),
      order('e', { total: '1', currency: 'USD' }),
    ];
    expect(await render(orders, 'total')).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await render(orders, '-total')).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  it('unknown amounts are last in both directions', async () => {
    const orders = [order('none'), order('loss', { profit: '-5' }), order('gain', { profit: '3' })];
    expect(await render(orders, 'profit')).toEqual(['loss', 'gain', 'none']);
    expect(await render(orders, '-profit')).toEqual(['gain', 'loss', 'none']);
  });

  it('numbers in names are compared by value', async () => {
    expect(await render([order('10'), order('9')], 'name')).toEqual(['9', '10']);
  });

  it('the default keeps the order of the list', async () => {
    const placed_at = '2026-11-02T05:00:00.000Z';
    expect(await render([order('new', { placed_at }), order('b'), order('a')], null)).toEqual(['new', 'b', 'a']);
  });

  it('a changed order keeps its place until the list is sorted again', async () => {
    const [a, b] = [order('a', { total: '1' }), order('b', { total: '2' })];
    expect(await render([a, b], 'total')).toEqual(['a', 'b']);
    const more = { ...a, total: '3', rev: 2 };
    expect(await render([more, b], 'total')).toEqual(['a', 'b']);
    expect(table.getRowModel().rows[0]?.original.total).toBe('3');
    expect(await render([more, b], '-total')).toEqual(['a', 'b']);
    expect(await render([more, b], 'total')).toEqual(['b', 'a']);
  });

  it('a header sorts amounts descending and names ascending, and the second click reverses it', async () => {
    await render([order('a'), order('b', { total: '5' })], null);
    clickHeader('total');
    clickHeader('name');
    clickHeader('placed');
    await render([order('a'), order('b', { total: '5' })], '-total');
    clickHeader('total');
    expect(sorts).toEqual(['-total', 'name', 'placed', 'total']);
  });
});

it('columns are shown by priority as far as they fit', async () => {
  expect(await columnsAt(560)).toEqual(['name', 'channel', 'status', 'total', 'placed']);
  expect(await columnsAt(900)).toEqual(expect.arrayContaining(['profit', 'shipment', 'items']));
  expect(await columnsAt(1032)).toEqual(expect.arrayContaining(['payment', 'fulfilment']));
  expect(await columnsAt(1440)).toHaveLength(11);
});
