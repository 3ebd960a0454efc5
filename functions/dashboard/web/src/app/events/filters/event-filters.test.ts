import { describe, expect, it } from 'vitest';

import type { EventSummary } from '../../api/types';
import { activeFilterCount, withFilters } from '../../format/list-filters';
import { filtersOf, concernsOrder, queryOfFilters, replayFilter, matchesFilters } from './event-filters';

const event: EventSummary = {
  id: '01K8XGZZ1B3G6M2N4P5Q6R7S8T',
  integration: 'demo-shopify',
  source: 'shopify',
  shop_domain: 'demo-shop.myshopify.com',
  topic: 'orders/create',
  subject: 'order#820982911946154508',
  status: 'processed',
  payload_summary: 'Order #1042 (820982911946154508): 2097.64 INR',
  received_at: '2026-11-02T04:45:00.000Z',
  occurred_at: null,
  processed_at: '2026-11-02T04:45:00.100Z',
  error: null,
  rev: 1,
};
const parse = (search: string) => filtersOf(new URLSearchParams(search));

describe('event filters', () => {
  it('invalid values in the URL are ignored', () => {
    expect(parse('channel=shopify&status=done&from=yesterday&topic=%20orders/create%20')).toEqual({
      ...parse(''),
      channel: 'shopify',
      topic: 'orders/create',
    });
    expect(activeFilterCount(parse('status=failed&x=1'))).toBe(1);
  });

  it('are written to the URL, and keep its other parameters', () => {
    const next = withFilters(new URLSearchParams('tab=raw&status=failed'), parse('channel=amazon'));
    expect(next.toString()).toBe('tab=raw&channel=amazon');
    expect(filtersOf(next)).toEqual(parse('channel=amazon'));
  });

  it('have the names of the API in a query', () => {
    expect(queryOfFilters(parse('channel=shopify&shop=a.example&order=5'))).toEqual({
      source: 'shopify',
      shop_domain: 'a.example',
    });
  });
});

describe('bulk replay filter', () => {
  const now = '2026-11-02T05:00:00.000Z';
  it('has any status by default, and excludes later events', () => {
    expect(replayFilter(parse(''), now)).toEqual({ status: 'any', to: now });
    expect(replayFilter(parse('status=failed&to=2026-11-02T04:00:00Z'), now)).toEqual({
      status: 'failed',
      to: '2026-11-02T04:00:00.000Z',
    });
    expect(replayFilter(parse('to=2027-01-01T00:00:00Z'), now)['to']).toBe(now);
  });
});

describe('live event', () => {
  it.each([
    ['', true],
    ['channel=shopify&topic=orders/create&status=processed', true],
    ['channel=amazon', false],
    ['topic=orders', false],
    ['status=failed', false],
    ['shop=Demo-Shop.myshopify.com', true],
    ['shop=demo', false],
    ['from=2026-11-02T10:15:00%2B05:30', true],
    ['from=2026-11-02T04:45:01Z', false],
    ['to=2026-11-02T04:45:00Z', false],
    ['order=820982911946154508', true],
    ['order=82098291194615450', false],
    ['order=INR', false],
  ])('matches %s: %s', (search, isMatch) => {
    expect(matchesFilters(parse(search), event)).toBe(isMatch);
  });
});

describe('summary', () => {
  it.each([
    ['Order #1042 (7): 2097.64 INR, paid, 1 line', '7', true],
    ['Order #1042 (7): 2097.64 INR, paid, 1 line', '1', false],
    ['Order North 5 (7): 2097.64 INR', '7', true],
    ['Order 408-1-2: Unshipped, MFN, 1 line', '408-1-2', true],
    ['Order 408-1-2: Unshipped, MFN, 1 line', '1', false],
    ['Shipment 9 of order 7: packed', '7', true],
    ['Shipment 9 of order 7: packed', '9', false],
    ['Shipment 9: packed, Pune, order 7', '7', true],
    ['Refund 3 of order 7: 10.00 INR', '7', true],
  ])('%s concerns order %s: %s', (payload_summary, id, isConcerned) => {
    expect(concernsOrder({ ...event, subject: null, payload_summary }, id)).toBe(isConcerned);
  });
});
