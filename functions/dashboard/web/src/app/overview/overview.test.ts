import { describe, expect, it } from 'vitest';

import type { EventLine, OrderSums } from '../api/types';
import { Recent, quantile } from '../live/recent';
import { booksOf, totalsOf } from './books';
import { minutesOf, successOf, topOf } from './minutes';

const MINUTE = 60_000;
const now = Date.parse('2026-11-02T12:00:30Z');
const sums = (source: string, currency: string | null, revenue: string, profit: string, unknown = 0): OrderSums => ({
  source,
  currency,
  orders: 1,
  revenue,
  profit,
  unknown_revenue: 0,
  unknown_profit: unknown,
});

const event = (id: string, at: number, source = 'shopify') =>
  ({ id, source, received_at: new Date(at).toISOString() }) as EventLine;

describe('the last hour', () => {
  it('takes what was counted or what came live, whichever is more, and never both', () => {
    const counted = [
      { channel: 'shopify', series: [{ at: '2026-11-02T11:59:00Z', processed: 4, failed: 1 }] },
      { channel: 'shopify', series: [{ at: '2026-11-02T11:59:00Z', processed: 1, failed: 0 }] },
    ];
    const live = (minute: number) =>
      new Map(minute === Math.floor(now / MINUTE) ? [['amazon', 2]] : [['shopify', minute % 2 === 0 ? 1 : 3]]);
    const minutes = minutesOf(counted, live, now);
    expect(minutes).toHaveLength(60);
    expect(minutes.at(-1)).toMatchObject({ counts: { amazon: 2 }, total: 2 });
    expect(minutes.at(-2)?.counts).toEqual({ shopify: 6 });
  });

  it('has a round top', () => {
    expect([0, 3, 5, 11, 60, 1000, 1001].map(topOf)).toEqual([4, 4, 5, 20, 100, 1000, 2000]);
  });

  it('never calls almost all all', () => {
    expect(successOf({ processed: 99_999, failed: 1 })).not.toContain('100');
    expect(successOf({ processed: 3, failed: 0 })).toContain('100');
    expect(successOf({ processed: 0, failed: 0 })).toBeNull();
  });
});

describe('the books', () => {
  const days = [
    { date: '2026-11-01', sums: [sums('shopify', 'INR', '100.10', '10')] },
    { date: '2026-11-02', sums: [sums('shopify', 'INR', '0.20', '-1.5', 1), sums('amazon', 'USD', '5', '1')] },
  ];

  it('have today and the week, by channel and currency', () => {
    const [amazon, shopify] = booksOf({ days });
    expect(amazon).toMatchObject({ channel: 'amazon', currency: 'USD', today: { revenue: '5' } });
    expect(shopify?.today).toEqual({ orders: 1, revenue: '0.20', profit: '-1.5', unknownRevenue: 0, unknownProfit: 1 });
    expect(shopify?.week).toMatchObject({ orders: 2, revenue: '100.30', profit: '8.5' });
  });

  it('never add currencies', () => {
    expect(totalsOf(booksOf({ days })).map(({ currency, week }) => [currency, week.revenue])).toEqual([
      ['USD', '5'],
      ['INR', '100.30'],
    ]);
  });
});

describe('what came live', () => {
  it('is counted once, by minute of receipt, and only since the page was opened', () => {
    const recent = new Recent(now - MINUTE);
    recent.note([event('a', now), event('b', now, 'amazon'), event('old', now - 2 * MINUTE)], now + 40);
    recent.note([event('a', now)], now + 90);
    expect([...recent.of(Math.floor(now / MINUTE))]).toEqual([
      ['shopify', 1],
      ['amazon', 1],
    ]);
    expect(recent.delays).toEqual([40, 40]);
  });

  it('is forgotten after an hour, whatever came', () => {
    const recent = new Recent(now);
    for (let n = 0; n < 5000; n += 1) recent.note([event(`e${n}`, now + n * 1000)], now + n * 1000);
    expect(recent.delays).toHaveLength(1000);
    expect(recent.of(Math.floor(now / MINUTE)).size).toBe(0);
  });

  it('has a median and a 99th percentile', () => {
    const values = Array.from({ length: 100 }, (_, n) => n + 1);
    expect([quantile(values, 0.5), quantile(values, 0.99), quantile([], 0.5)]).toEqual([50, 99, null]);
  });
});
