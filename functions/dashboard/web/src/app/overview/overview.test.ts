import { describe, expect, it } from 'vitest';

import type { OrderTotals } from '../api/types';
import { activityOf, inactiveFirst } from './channel-activity';
import { channelsOf, dayWithLive, chartMinutes, successRate, axisMax } from './event-minutes';
import { revenueRows, currencyTotals } from './revenue';
import { seriesNumber } from './series-colors';
import { stackedBars } from './stacked-bars';

const MINUTE = 60_000;
const KNOWN = ['shopify', 'amazon', 'flipkart', 'myntra', 'selloship', 'standard'];
const now = Date.parse('2026-11-02T12:00:30Z');
const sums = (
  source: OrderTotals['source'],
  currency: string | null,
  revenue: string,
  profit: string,
  unknown = 0,
): OrderTotals => ({
  source,
  currency,
  orders: 1,
  revenue,
  profit,
  unknown_revenue: 0,
  unknown_profit: unknown,
  cancelled: 0,
  refunded: '0',
  unknown_refunded: 0,
});

const ago = (minutes: number) => new Date(now - minutes * MINUTE).toISOString();
/** Live counts by how many minutes ago the events arrived. */
const liveCounts = (byAge: Record<number, ReturnType<typeof counts>>) => ({
  since: now - 5 * MINUTE,
  ofMinute: (at: number) => {
    const entry = byAge[Math.floor(now / MINUTE) - at];
    return new Map(entry ? [['shopify', entry]] : []);
  },
});
/** A channel whose last webhook arrived so many hours ago. */
const channelWith = (name: string, hours: number | null | undefined) => ({
  name,
  last: typeof hours === 'number' ? { id: name, received_at: ago(hours * 60), status: 'processed' } : hours,
});
const counts = (processed: number, failed = 0) => ({ processed, failed });

describe('events per minute', () => {
  it('are the larger of the statistics and the live count', () => {
    const counted = [
      { channel: 'shopify', series: [{ at: '2026-11-02T11:59:00Z', processed: 4, failed: 1 }] },
      { channel: 'shopify', series: [{ at: '2026-11-02T11:59:00Z', processed: 1, failed: 0 }] },
    ];
    const live = (minute: number) =>
      new Map([
        minute === Math.floor(now / MINUTE) ? ['amazon', counts(2)] : ['shopify', counts(minute % 2 === 0 ? 1 : 3)],
      ]);
    const minutes = chartMinutes(counted, live, now);
    expect(minutes).toHaveLength(60);
    expect(minutes.at(-1)).toMatchObject({ counts: { amazon: 2 }, total: 2 });
    expect(minutes.at(-2)?.counts).toEqual({ shopify: 6 });
  });

  it('are stacked, with the topmost channel first', () => {
    const minutes = [
      { minute: 10, counts: { shopify: 2, myntra: 3 }, total: 5 },
      { minute: 11, counts: { myntra: 1 }, total: 1 },
    ];
    expect(channelsOf(minutes, KNOWN)).toEqual(['shopify', 'myntra']);
    expect(stackedBars(minutes, channelsOf(minutes, KNOWN))).toEqual([
      [600, 660],
      [5, 1],
      [2, 0],
    ]);
  });

  it('have a color per channel, and unknown channels are last', () => {
    const minutes = [{ minute: 10, counts: { unknown: 1, standard: 1, amazon: 1 }, total: 3 }];
    expect(channelsOf(minutes, KNOWN)).toEqual(['amazon', 'standard', 'unknown']);
    expect(channelsOf(minutes, KNOWN).map((channel) => seriesNumber(channel, KNOWN))).toEqual([2, 6, 6]);
  });

  it('have a round axis maximum', () => {
    expect([0, 3, 5, 11, 60, 1000, 1001].map(axisMax)).toEqual([4, 4, 5, 20, 100, 1000, 2000]);
  });

  it('never round the success rate up to 100 %', () => {
    expect(successRate({ processed: 99_999, failed: 1 })).not.toContain('100');
    expect(successRate({ processed: 3, failed: 0 })).toContain('100');
    expect(successRate({ processed: 0, failed: 0 })).toBeNull();
  });
});

describe('last 24 hours', () => {
  it('include live events since the statistics, each once', () => {
    const day = {
      until: ago(1),
      total: counts(100, 2),
      minutes: [
        { at: ago(2), ...counts(5) },
        { at: ago(1), ...counts(4, 1) },
      ],
    };
    // The total already includes 5 events of the previous minute; the one before is complete.
    expect(dayWithLive(day, liveCounts({ 2: counts(9), 1: counts(6, 1), 0: counts(3) }), now)).toEqual(counts(105, 2));
  });

  it('keep the statistics if this page has counted fewer events', () => {
    const day = { until: ago(1), total: counts(100), minutes: [{ at: ago(0), ...counts(4) }] };
    expect(dayWithLive(day, liveCounts({ 0: counts(2) }), now)).toEqual(counts(100));
  });

  it('are the live counts if there are no statistics', () => {
    const day = { until: null, total: counts(0), minutes: [] };
    expect(dayWithLive(day, liveCounts({ 7: counts(1), 3: counts(2, 1), 0: counts(1) }), now)).toEqual(counts(3, 1));
  });
});

describe('channel activity', () => {
  it('a channel is inactive after a day without a webhook, but not before its first one', () => {
    const channels = [
      channelWith('new', null),
      channelWith('busy', 1),
      channelWith('gone', 25),
      channelWith('unknown', undefined),
    ];
    expect(channels.map(({ last }) => activityOf(last, now))).toEqual(['never', 'receiving', 'inactive', undefined]);
    expect(inactiveFirst(channels, now).map(({ name }) => name)).toEqual(['gone', 'new', 'busy', 'unknown']);
  });
});

describe('revenue', () => {
  const days = [
    { date: '2026-11-01', sums: [sums('shopify', 'INR', '100.10', '10')] },
    { date: '2026-11-02', sums: [sums('shopify', 'INR', '0.20', '-1.5', 1), sums('amazon', 'USD', '5', '1')] },
  ];

  it('has totals of today and of the week by channel and currency', () => {
    const [amazon, shopify] = revenueRows({ days });
    expect(amazon).toMatchObject({ channel: 'amazon', currency: 'USD', today: { revenue: '5' } });
    expect(shopify?.today).toEqual({ orders: 1, revenue: '0.20', profit: '-1.5', unknownRevenue: 0, unknownProfit: 1 });
    expect(shopify?.week).toMatchObject({ orders: 2, revenue: '100.30', profit: '8.5' });
  });

  it('does not add different currencies', () => {
    expect(currencyTotals(revenueRows({ days })).map(({ currency, week }) => [currency, week.revenue])).toEqual([
      ['USD', '5'],
      ['INR', '100.30'],
    ]);
  });
});
