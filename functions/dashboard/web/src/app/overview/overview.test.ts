import { describe, expect, it } from 'vitest';

import type { OrderSums } from '../api/types';
import { booksOf, totalsOf } from './revenue';
import { channelsOf, dayWithLive, minutesOf, successOf, topOf } from './event-minutes';
import { seriesOf } from './series-colors';
import { hearingOf, silentFirst } from './channel-activity';
import { stackedBars } from './stacked-bars';

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

const ago = (minutes: number) => new Date(now - minutes * MINUTE).toISOString();
/** What was seen so many minutes ago. */
const seen = (counts: Record<number, ReturnType<typeof all>>) => ({
  since: now - 5 * MINUTE,
  of: (at: number) => {
    const tally = counts[Math.floor(now / MINUTE) - at];
    return new Map(tally ? [['shopify', tally]] : []);
  },
});
/** A channel that was heard of last so many hours ago. */
const heardOf = (name: string, hours: number | null | undefined) => ({
  name,
  last: typeof hours === 'number' ? { id: name, received_at: ago(hours * 60), status: 'processed' } : hours,
});
const all = (processed: number, failed = 0) => ({ processed, failed });

describe('the last hour', () => {
  it('takes what was counted or what came live, whichever is more, and never both', () => {
    const counted = [
      { channel: 'shopify', series: [{ at: '2026-11-02T11:59:00Z', processed: 4, failed: 1 }] },
      { channel: 'shopify', series: [{ at: '2026-11-02T11:59:00Z', processed: 1, failed: 0 }] },
    ];
    const live = (minute: number) =>
      new Map([minute === Math.floor(now / MINUTE) ? ['amazon', all(2)] : ['shopify', all(minute % 2 === 0 ? 1 : 3)]]);
    const minutes = minutesOf(counted, live, now);
    expect(minutes).toHaveLength(60);
    expect(minutes.at(-1)).toMatchObject({ counts: { amazon: 2 }, total: 2 });
    expect(minutes.at(-2)?.counts).toEqual({ shopify: 6 });
  });

  it('is stacked: each channel ends where the next one begins, and the top one is drawn first', () => {
    const minutes = [
      { minute: 10, counts: { shopify: 2, myntra: 3 }, total: 5 },
      { minute: 11, counts: { myntra: 1 }, total: 1 },
    ];
    expect(channelsOf(minutes)).toEqual(['shopify', 'myntra']);
    expect(stackedBars(minutes, channelsOf(minutes))).toEqual([
      [600, 660],
      [5, 1],
      [2, 0],
    ]);
  });

  it('has a colour for each channel, and channels that nobody knows at the end', () => {
    const minutes = [{ minute: 10, counts: { unheard: 1, standard: 1, amazon: 1 }, total: 3 }];
    expect(channelsOf(minutes)).toEqual(['amazon', 'standard', 'unheard']);
    expect(channelsOf(minutes).map(seriesOf)).toEqual([2, 6, 6]);
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

describe('the day', () => {
  it('has what came since it was counted, and nothing twice', () => {
    const day = {
      until: ago(1),
      total: all(100, 2),
      minutes: [
        { at: ago(2), ...all(5) },
        { at: ago(1), ...all(4, 1) },
      ],
    };
    // Of the minute before this one 5 are in the total already; the one before that is counted for good.
    expect(dayWithLive(day, seen({ 2: all(9), 1: all(6, 1), 0: all(3) }), now)).toEqual(all(105, 2));
  });

  it('is what was counted where this page has seen less', () => {
    const day = { until: ago(1), total: all(100), minutes: [{ at: ago(0), ...all(4) }] };
    expect(dayWithLive(day, seen({ 0: all(2) }), now)).toEqual(all(100));
  });

  it('is what this page has seen where nothing was counted', () => {
    const day = { until: null, total: all(0), minutes: [] };
    expect(dayWithLive(day, seen({ 7: all(1), 3: all(2, 1), 0: all(1) }), now)).toEqual(all(3, 1));
  });
});

describe('channels', () => {
  it('go silent when nothing came for a day; one that never began is none of those', () => {
    const channels = [heardOf('new', null), heardOf('busy', 1), heardOf('gone', 25), heardOf('unknown', undefined)];
    expect(channels.map(({ last }) => hearingOf(last, now))).toEqual(['never', 'heard', 'silent', undefined]);
    expect(silentFirst(channels, now).map(({ name }) => name)).toEqual(['gone', 'new', 'busy', 'unknown']);
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
