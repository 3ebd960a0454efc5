import { describe, expect, it } from 'vitest';

import type { EventLine } from '../../api/types';
import { countOf, withFilters } from '../../format/list-filters';
import { filtersOf, isAbout, queryOfFilters, replayFilter, takes } from './event-filters';

const event: EventLine = {
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
const of = (search: string) => filtersOf(new URLSearchParams(search));

describe('filters in the URL', () => {
  it('are read, and what makes no sense is left out', () => {
    expect(of('channel=shopify&status=done&from=yesterday&topic=%20orders/create%20')).toEqual({
      ...of(''),
      channel: 'shopify',
      topic: 'orders/create',
    });
    expect(countOf(of('status=failed&x=1'))).toBe(1);
  });

  it('are written beside what else stands there', () => {
    const next = withFilters(new URLSearchParams('tab=raw&status=failed'), of('channel=amazon'));
    expect(next.toString()).toBe('tab=raw&channel=amazon');
    expect(filtersOf(next)).toEqual(of('channel=amazon'));
  });

  it('are asked for by the names of the API', () => {
    expect(queryOfFilters(of('channel=shopify&shop=a.example&order=5'))).toEqual({
      source: 'shopify',
      shop_domain: 'a.example',
    });
  });
});

describe('a bulk replay', () => {
  const now = '2026-11-02T05:00:00.000Z';
  it('names every event where nothing is chosen, and none that come later', () => {
    expect(replayFilter(of(''), now)).toEqual({ status: 'any', to: now });
    expect(replayFilter(of('status=failed&to=2026-11-02T04:00:00Z'), now)).toEqual({
      status: 'failed',
      to: '2026-11-02T04:00:00.000Z',
    });
    expect(replayFilter(of('to=2027-01-01T00:00:00Z'), now)['to']).toBe(now);
  });
});

describe('a live event', () => {
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
  ])('is taken by %s: %s', (search, taken) => {
    expect(takes(of(search), event)).toBe(taken);
  });
});

describe('an event of an order', () => {
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
  ])('%s is about %s: %s', (payload_summary, id, isSo) => {
    expect(isAbout({ ...event, subject: null, payload_summary }, id)).toBe(isSo);
  });
});
