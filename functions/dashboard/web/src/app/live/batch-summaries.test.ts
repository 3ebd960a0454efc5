import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { Lines } from '../../realtime';
import { gather } from './batch-summaries';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function playing() {
  const listeners = new Set<(lines: Lines) => void>();
  const taken: number[] = [];
  const client = {
    onLines: (listener: (lines: Lines) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const stop = gather(client, (frames) => taken.push(frames.length));
  const send = () => listeners.forEach((listener) => listener({ events: [], orders: [] }));
  return { taken, send, stop };
}

it('what comes alone is handed over at once', () => {
  const { taken, send } = playing();
  send();
  expect(taken).toEqual([1]);
  vi.advanceTimersByTime(1000);
  send();
  expect(taken).toEqual([1, 1]);
});

it('a flood is handed over four times a second', () => {
  const { taken, send } = playing();
  for (let ms = 0; ms < 1000; ms += 10) {
    send();
    vi.advanceTimersByTime(10);
  }
  expect(taken.length).toBeLessThanOrEqual(5);
  vi.advanceTimersByTime(250);
  expect(taken.reduce((a, b) => a + b, 0)).toBe(100);
});

it('no more is kept than some, though the timer never comes', () => {
  const { taken, send } = playing();
  for (let n = 0; n < 450; n += 1) send();
  expect(taken).toEqual([1, 200, 200]);
});

it('nothing comes after its end', () => {
  const { taken, send, stop } = playing();
  send();
  send();
  stop();
  vi.advanceTimersByTime(1000);
  expect(taken).toEqual([1]);
});
