import { describe, expect, it } from 'vitest';

import { withFilters } from '../format/list-filters';
import { matchesSearch, orderFiltersOf, belongsToList } from './order-filters';
import { order } from './order-sample';
import { DEFAULT_SORT, sortingOf, sortingText } from './sorting';

describe('sorting', () => {
  it('survives a round trip through the URL', () => {
    expect(sortingText(DEFAULT_SORT)).toBeNull();
    expect(sortingOf(sortingText({ id: 'total', desc: true }))).toEqual({ id: 'total', desc: true });
    expect(sortingOf(sortingText({ id: 'name', desc: false }))).toEqual({ id: 'name', desc: false });
    expect([sortingOf('nonsense'), sortingOf(null), sortingOf('')]).toEqual([DEFAULT_SORT, DEFAULT_SORT, DEFAULT_SORT]);
  });
});

describe('order filters', () => {
  it('are parsed from the URL and written to it', () => {
    const filters = orderFiltersOf(new URLSearchParams('channel=amazon&status=gone&test=yes&search=%2342'));
    expect(filters).toEqual({ channel: 'amazon', status: '', integration: '', test: '', search: '#42' });
    expect(withFilters(new URLSearchParams('sort=name&status=paid'), filters).toString()).toBe(
      'sort=name&channel=amazon&search=%2342',
    );
  });

  it('match a live order by fields that do not change', () => {
    const filters = orderFiltersOf(new URLSearchParams('channel=shopify&status=pending'));
    expect(belongsToList(filters, order('1', { status: 'paid' }))).toBe(true);
    expect(belongsToList(filters, order('1', { source: 'amazon' }))).toBe(false);
    const withoutTests = orderFiltersOf(new URLSearchParams('test=false'));
    expect([true, false].map((test) => belongsToList(withoutTests, order('1', { test })))).toEqual([false, true]);
  });

  it('find part of a name or an id', () => {
    expect(matchesSearch('#10', order('1042'))).toBe(true);
    expect(matchesSearch('042', order('1042'))).toBe(true);
    expect(matchesSearch('7', order('1042'))).toBe(false);
  });
});
