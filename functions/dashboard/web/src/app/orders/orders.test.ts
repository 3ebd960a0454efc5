import { describe, expect, it } from 'vitest';

import type { OrderLine } from '../api/types';
import { withFilters } from '../format/search';
import { found, orderFiltersOf, wants } from './filters';
import { NEWEST, sorted, sortingOf, sortingText, turned } from './sorting';

function order(id: string, more: Partial<OrderLine> = {}): OrderLine {
  return {
    id,
    integration: 'demo-shopify',
    source: 'shopify',
    name: `#${id}`,
    status: 'paid',
    payment: 'paid',
    fulfilment: 'unfulfilled',
    shipment: null,
    currency: 'INR',
    total: '100.00',
    refunded: '0.00',
    profit: null,
    missing: [],
    items: 1,
    placed_at: '2026-11-02T04:45:00.000Z',
    updated_at: '2026-11-02T04:45:00.000Z',
    rev: 1,
    ...more,
  };
}
const ids = (orders: readonly OrderLine[]) => orders.map(({ id }) => id);

describe('sorting', () => {
  it('compares amounts as numbers of any length, within a currency', () => {
    const orders = [
      order('a', { total: '9.5' }),
      order('b', { total: '10.00' }),
      order('c', { total: '90071992547409930.01' }),
      order('d', { total: '90071992547409930.02' }),
      order('e', { total: '1', currency: 'USD' }),
    ];
    expect(ids(sorted(orders, { by: 'total', descending: false }))).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(ids(sorted(orders, { by: 'total', descending: true }))).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  it('puts what is not known last, either way', () => {
    const orders = [order('none'), order('loss', { profit: '-5' }), order('gain', { profit: '3' })];
    expect(ids(sorted(orders, { by: 'profit', descending: false }))).toEqual(['loss', 'gain', 'none']);
    expect(ids(sorted(orders, { by: 'profit', descending: true }))).toEqual(['gain', 'loss', 'none']);
  });

  it('reads numbers in names as numbers', () => {
    expect(ids(sorted([order('10'), order('9')], { by: 'name', descending: false }))).toEqual(['9', '10']);
  });

  it('stands in the URL', () => {
    expect(sortingText(NEWEST)).toBeNull();
    expect(sortingOf(sortingText({ by: 'total', descending: true }))).toEqual({ by: 'total', descending: true });
    expect(sortingOf('nonsense')).toEqual(NEWEST);
  });

  it('is turned by a second click', () => {
    expect(turned(NEWEST, 'total')).toEqual({ by: 'total', descending: true });
    expect(turned({ by: 'total', descending: true }, 'total').descending).toBe(false);
    expect(turned(NEWEST, 'name').descending).toBe(false);
  });
});

describe('filters of orders', () => {
  it('are read and written', () => {
    const filters = orderFiltersOf(new URLSearchParams('channel=amazon&status=gone&search=%2342'));
    expect(filters).toEqual({ channel: 'amazon', status: '', integration: '', search: '#42' });
    expect(withFilters(new URLSearchParams('sort=name&status=paid'), filters).toString()).toBe(
      'sort=name&channel=amazon&search=%2342',
    );
  });

  it('take a live order by what does not change', () => {
    const filters = orderFiltersOf(new URLSearchParams('channel=shopify&status=pending'));
    expect(wants(filters, order('1', { status: 'paid' }))).toBe(true);
    expect(wants(filters, order('1', { source: 'amazon' }))).toBe(false);
  });

  it('find a part of a name or of an id', () => {
    expect(found('#10', order('1042'))).toBe(true);
    expect(found('042', order('1042'))).toBe(true);
    expect(found('7', order('1042'))).toBe(false);
  });
});
