import { describe, expect, it } from 'vitest';

import { withFilters } from '../format/list-filters';
import { found, orderFiltersOf, wants } from './order-filters';
import { NEWEST, sortingOf, sortingText } from './sorting';
import { order } from './order-sample';

describe('the sorting of a URL', () => {
  it('is read and written', () => {
    expect(sortingText(NEWEST)).toBeNull();
    expect(sortingOf(sortingText({ id: 'total', desc: true }))).toEqual({ id: 'total', desc: true });
    expect(sortingOf(sortingText({ id: 'name', desc: false }))).toEqual({ id: 'name', desc: false });
    expect([sortingOf('nonsense'), sortingOf(null), sortingOf('')]).toEqual([NEWEST, NEWEST, NEWEST]);
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
