import { describe, expect, it } from 'vitest';

import type { EventLine } from '../../realtime';
import { Recent, quantile } from './recent-events';

const MINUTE = 60_000;
const now = Date.parse('2026-11-02T12:00:30Z');

const event = (id: string, at: number, source = 'shopify') =>
  ({ id, source, status: 'processed', rev: 1, received_at: new Date(at).toISOString() }) as EventLine;
const here = (recent: Recent, at = now) => [...recent.of(Math.floor(at / MINUTE))];
const all = (processed: number, failed = 0) => ({ processed, failed });

describe('what came live', () => {
  it('is counted once, by minute of receipt, and only since the page was opened', () => {
    const recent = new Recent(now - MINUTE);
    recent.note([event('a', now), event('b', now, 'amazon'), event('old', now - 2 * MINUTE)], now + 40);
    recent.note([event('a', now)], now + 90);
    expect(here(recent)).toEqual([
      ['shopify', all(1)],
      ['amazon', all(1)],
    ]);
    expect(here(recent, now - 2 * MINUTE)).toEqual([]);
  });

  it('is counted as what became of it last', () => {
    const recent = new Recent(now - MINUTE);
    recent.note([{ ...event('a', now), status: 'failed' }], now);
    expect(here(recent)).toEqual([['shopify', all(0, 1)]]);
    recent.note([{ ...event('a', now), rev: 2 }], now + MINUTE);
    expect(here(recent)).toEqual([['shopify', all(1)]]);
  });

  it('has what was loaded of before besides, once', () => {
    const recent = new Recent(now);
    recent.note([event('live', now + 1)], now + 1);
    recent.begin([event('live', now + 1), event('loaded', now - 10)], now - MINUTE);
    recent.note([event('missed', now - MINUTE / 4)], now + 2);
    expect(here(recent)).toEqual([['shopify', all(3)]]);
    expect(recent.since).toBe(now - MINUTE);
  });

  it('is measured when it is drawn', () => {
    const recent = new Recent(now);
    recent.drawn([event('a', now + 10), event('of before', now - MINUTE)], now + 50);
    recent.begin([], now - 2 * MINUTE);
    recent.drawn([event('of before', now - MINUTE)], now + 50);
    expect(recent.delays).toEqual([40]);
  });

  it('is forgotten after an hour, whatever came', () => {
    const recent = new Recent(now);
    for (let n = 0; n < 5000; n += 1) {
      recent.note([event(`e${n}`, now + n * 1000)], now + n * 1000);
      recent.drawn([event(`e${n}`, now + n * 1000)], now + n * 1000);
    }
    expect(recent.delays).toHaveLength(1000);
    expect(recent.of(Math.floor(now / MINUTE)).size).toBe(0);
  });

  it('has a median and a 99th percentile', () => {
    const values = Array.from({ length: 100 }, (_, n) => n + 1);
    expect([quantile(values, 0.5), quantile(values, 0.99), quantile([], 0.5)]).toEqual([50, 99, null]);
  });
});
