import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { Summaries } from '../../realtime';
import { batchSummaries } from './batch-summaries';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const listeners = new Set<(summaries: Summaries) => void>();
  const batchSizes: number[] = [];
  const client = {
    onSummaries: (listener: (summaries: Summaries) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const stop = batchSummaries(client, (batch) => batchSizes.push(batch.length));
  const send = () => listeners.forEach((listener) => listener({ events: [], orders: [] }));
  return { batchSizes, send, stop };
}

it('a single frame is delivered at once', () => {
  const { batchSizes, send } = setUp();
  send();
  expect(batchSizes).toEqual([1]);
  vi.advanceTimersByTime(1000);
  send();
  expect(batchSizes).toEqual([1, 1]);
});

it('a flood of frames is delivered four times a second', () => {
  const { batchSizes, send } = setUp();
  for (let ms = 0; ms < 1000; ms += 10) {
    send();
    vi.advanceTimersByTime(10);
  }
  expect(batchSizes.length).toBeLessThanOrEqual(5);
  vi.advanceTimersByTime(250);
  expect(batchSizes.reduce((a, b) => a + b, 0)).toBe(100);
});

it('a batch of the maximum size is delivered without its timer', () => {
  const { batchSizes, send } = setUp();
  for (let n = 0; n < 450; n += 1) send();
  expect(batchSizes).toEqual([1, 200, 200]);
});

it('nothing is delivered after the stop', () => {
  const { batchSizes, send, stop } = setUp();
  send();
  send();
  stop();
  vi.advanceTimersByTime(1000);
  expect(batchSizes).toEqual([1]);
});
