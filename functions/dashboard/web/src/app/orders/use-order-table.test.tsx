// @vitest-environment happy-dom
import { act, useEffect } from 'react';
import { type Root, createRoot } from 'react-dom/client';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { OrderLine } from '../api/types';
import type { TableOf } from '../ui/table/table-features';
import { order } from './order-sample';
import { useOrderTable } from './use-order-table';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

let root: Root;
let table: TableOf<OrderLine>;
const asked: (string | null)[] = [];

function Table({ orders, sort, width }: { orders: readonly OrderLine[]; sort: string | null; width: number }) {
  const made = useOrderTable(orders, sort, width, (next) => asked.push(next));
  useEffect(() => seen(made));
  return null;
}

function seen(made: TableOf<OrderLine>) {
  table = made;
}

function head(id: string) {
  table.getColumn(id)?.getToggleSortingHandler()?.({});
}

async function columnsAt(width: number) {
  await show([order('a')], null, width);
  return table.getVisibleLeafColumns().map(({ id }) => id);
}

async function show(orders: readonly OrderLine[], sort: string | null, width = 2000) {
  await act(async () => root.render(<Table orders={orders} sort={sort} width={width} />));
  return table.getRowModel().rows.map(({ original }) => original.id);
}

beforeEach(() => {
  root = createRoot(document.createElement('div'));
  asked.length = 0;
});

describe('sorting', () => {
  it('compares amounts as numbers of any length, within a currency', async () => {
    const orders = [
      order('a', { total: '9.5' }),
      order('b', { total: '10.00' }),
      order('c', { total: '90071992547409930.01' }),
      order('d', { total: '90071992547409930.02' }),
      order('e', { total: '1', currency: 'USD' }),
    ];
    expect(await show(orders, 'total')).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await show(orders, '-total')).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  it('puts what is not known last, either way', async () => {
    const orders = [order('none'), order('loss', { profit: '-5' }), order('gain', { profit: '3' })];
    expect(await show(orders, 'profit')).toEqual(['loss', 'gain', 'none']);
    expect(await show(orders, '-profit')).toEqual(['gain', 'loss', 'none']);
  });

  it('reads numbers in names as numbers', async () => {
    expect(await show([order('10'), order('9')], 'name')).toEqual(['9', '10']);
  });

  it('leaves orders as they come where nothing is said', async () => {
    const placed_at = '2026-11-02T05:00:00.000Z';
    expect(await show([order('new', { placed_at }), order('b'), order('a')], null)).toEqual(['new', 'b', 'a']);
  });

  it('keeps an order that changes where it is, until it is sorted anew', async () => {
    const [a, b] = [order('a', { total: '1' }), order('b', { total: '2' })];
    expect(await show([a, b], 'total')).toEqual(['a', 'b']);
    const more = { ...a, total: '3', rev: 2 };
    expect(await show([more, b], 'total')).toEqual(['a', 'b']);
    expect(table.getRowModel().rows[0]?.original.total).toBe('3');
    expect(await show([more, b], '-total')).toEqual(['a', 'b']);
    expect(await show([more, b], 'total')).toEqual(['b', 'a']);
  });

  it('is asked for by a head: amounts fall first, names rise, and a second time turns it', async () => {
    await show([order('a'), order('b', { total: '5' })], null);
    head('total');
    head('name');
    head('placed');
    await show([order('a'), order('b', { total: '5' })], '-total');
    head('total');
    expect(asked).toEqual(['-total', 'name', 'placed', 'total']);
  });
});

it('there are as many columns as there is room for, the most needed first', async () => {
  expect(await columnsAt(560)).toEqual(['name', 'channel', 'status', 'total', 'placed']);
  expect(await columnsAt(900)).toEqual(expect.arrayContaining(['profit', 'shipment', 'items']));
  expect(await columnsAt(1032)).toEqual(expect.arrayContaining(['payment', 'fulfilment']));
  expect(await columnsAt(1440)).toHaveLength(11);
});
