import { describe, expect, it } from 'vitest';

import type { EventSummary } from '../../realtime';
import { RecentEvents, quantile } from './recent-events';

const MINUTE_MS = 60_000;
const now = Date.parse('2026-11-02T12:00:30Z');

const event = (id: string, at: number, source = 'shopify') =>
  ({ id, source, status: 'processed', rev: 1, received_at: new Date(at).toISOString() }) as EventSummary;
const countsAt = (recent: RecentEvents, at = now) => [...recent.ofMinute(Math.floor(at / MINUTE_MS))];
const counts = (processed: number, failed = 0) => ({ processed, failed });

describe('recent events', () => {
  it('an event is counted once, in the minute of its receipt, if it arrived since the page was opened', () => {
    const recent = new RecentEvents(now - MINUTE_MS);
    recent.addLive([event('a', now), event('b', now, 'amazon'), event('old', now - 2 * MINUTE_MS)], now + 40);
    recent.addLive([event('a', now)], now + 90);
    expect(countsAt(recent)).toEqual([
      ['shopify', counts(1)],
      ['amazon', counts(1)],
    ]);
    expect(countsAt(recent, now - 2 * MINUTE_MS)).toEqual([]);
  });

  it('an event is counted with its last status', () => {
    const recent = new RecentEvents(now - MINUTE_MS);
    recent.addLive([{ ...event('a', now), status: 'failed' }], now);
    expect(countsAt(recent)).toEqual([['shopify', counts(0, 1)]]);
    recent.addLive([{ ...event('a', now), rev: 2 }], now + MINUTE_MS);
    expect(countsAt(recent)).toEqual([['shopify', counts(1)]]);
  });

  it('loaded events are counted once in addition', () => {
    const recent = new RecentEvents(now);
    recent.addLive([event('live', now + 1)], now + 1);
    recent.addLoaded([event('live', now + 1), event('loaded', now - 10)], now - MINUTE_MS);
    recent.addLive([event('missed', now - MINUTE_MS / 4)], now + 2);
    expect(countsAt(recent)).toEqual([['shopify', counts(3)]]);
    expect(recent.since).toBe(now - MINUTE_MS);
  });

  it('the delay of a live event is measured when it is painted', () => {
    const recent = new RecentEvents(now);
    recent.recordPainted([event('a', now + 10), event('earlier', now - MINUTE_MS)], now + 50);
    recent.addLoaded([], now - 2 * MINUTE_MS);
    recent.recordPainted([event('earlier', now - MINUTE_MS)], now + 50);
    expect(recent.delays).toEqual([40]);
  });

  it('events are dropped after an hour', () => {
    const recent = new RecentEvents(now);
    for (let n = 0; n < 5000; n += 1) {
      recent.addLive([event(`e${n}`, now + n * 1000)], now + n * 1000);
      recent.recordPainted([event(`e${n}`, now + n * 1000)], now + n * 1000);
    }
    expect(recent.delays).toHaveLength(1000);
    expect(recent.ofMinute(Math.floor(now / MINUTE_MS)).size).toBe(0);
  });

  it('quantiles use the nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, n) => n + 1);
    expect([quantile(values, 0.5), quantile(values, 0.99), quantile([], 0.5)]).toEqual([50, 99, null]);
  });
});
