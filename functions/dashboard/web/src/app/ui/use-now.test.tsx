// @vitest-environment happy-dom
import { act } from 'react';
import { type Root, createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { age } from '../format/time';
import { useFromNow, useNow } from './use-now';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const START = Date.parse('2026-11-02T12:00:00.400Z');

const container = document.createElement('div');
let root: Root;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  root = createRoot(container);
});

afterEach(async () => {
  await act(async () => root.unmount());
  // Without components, the timer is stopped.
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

it.each([
  ['2026-11-02T12:00:00.000Z', 300],
  ['2026-11-02T11:59:30.700Z', 300],
  ['2026-11-02T08:59:55.200Z', 7300],
  ['2026-10-26T12:00:03.000Z', 10],
  ['2026-11-02T12:00:02.700Z', 10],
  ['nonsense', 10],
])('the age of %s is current for %i seconds, and is rendered only when its text changes', async (time, seconds) => {
  const renders: string[] = [];
  function Ago() {
    const text = useFromNow((now) => age(time, now));
    renders.push(text);
    return <p>{text}</p>;
  }
  await act(async () => root.render(<Ago />));
  const first = container.textContent ?? '';
  renders.length = 0;
  const expected = [first];
  for (let second = 0; second <= seconds; second += 1) {
    const text = age(time, Math.floor(Date.now() / SECOND) * SECOND);
    expect(container.textContent).toBe(text);
    if (expected.at(-1) !== text) expected.push(text);
    await act(async () => vi.advanceTimersByTime(second < seconds ? SECOND : 0));
  }
  expect([first, ...renders]).toEqual(expected);
});

it('the current time changes once per step', async () => {
  const renders: number[] = [];
  function Now() {
    renders.push(useNow(HOUR));
    return null;
  }
  await act(async () => root.render(<Now />));
  const hour = renders.at(-1) ?? 0;
  expect(hour).toBe(Date.parse('2026-11-02T12:00:00Z'));
  renders.length = 0;
  await act(async () => vi.advanceTimersByTime(HOUR - SECOND));
  expect(renders).toEqual([]);
  await act(async () => vi.advanceTimersByTime(SECOND));
  await act(async () => vi.advanceTimersByTime(HOUR));
  expect(renders).toEqual([hour + HOUR, hour + 2 * HOUR]);
});
