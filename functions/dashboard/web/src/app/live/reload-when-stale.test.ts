import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Observable } from '../../realtime/observable';
import { CLOSED, type Status } from '../../realtime/status';
import { reloadWhenStale } from './reload-when-stale';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A client of which only the status is looked at; a reload makes its lists whole. */
function watched() {
  const status = new Observable<Status>(CLOSED);
  const places = new Observable(0);
  const set = (stale: string | null, state: Status['state'] = stale === null ? 'live' : 'incomplete') =>
    status.set({ ...CLOSED, state, stale });
  const reload = vi.fn(() => set(null));
  return { set, places, reload, stop: reloadWhenStale({ status }, places, reload) };
}

/** How long lists may be behind. */
const settle = () => vi.advanceTimersByTime(1_000);

it.each(['late_change', 'too_many', 'too_old'])('reloads where nothing is lost by it: %s', (reason) => {
  const { set, reload } = watched();
  set(reason);
  vi.advanceTimersByTime(999);
  expect(reload).toHaveBeenCalledTimes(0);
  vi.advanceTimersByTime(1);
  expect(reload).toHaveBeenCalledTimes(1);
});

it('leaves it to the person while there is a place that would be lost, and then does it', () => {
  const { set, places, reload } = watched();
  places.set(2);
  set('too_many');
  places.set(1);
  vi.advanceTimersByTime(600_000);
  expect(reload).toHaveBeenCalledTimes(0);
  places.set(0);
  settle();
  expect(reload).toHaveBeenCalledTimes(1);
  places.set(1);
  places.set(0);
  vi.advanceTimersByTime(600_000);
  expect(reload).toHaveBeenCalledTimes(1);
});

it('waits for the connection, without which nothing can be loaded', () => {
  const { set, reload } = watched();
  set('too_many', 'reconnecting');
  settle();
  expect(reload).toHaveBeenCalledTimes(0);
  set('too_many');
  settle();
  expect(reload).toHaveBeenCalledTimes(1);
});

it('does not reload in a circle while the same is told again, and then once more', () => {
  const { set, reload } = watched();
  set('late_change');
  settle();
  for (let n = 0; n < 5; n += 1) set('late_change');
  vi.advanceTimersByTime(74_999);
  expect(reload).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(reload).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(600_000);
  expect(reload).toHaveBeenCalledTimes(2);
});

it('leaves it to the person who was quicker, and to nobody once it is stopped', () => {
  const { set, reload, stop } = watched();
  set('late_change');
  settle();
  set('late_change');
  set(null);
  vi.advanceTimersByTime(75_000);
  expect(reload).toHaveBeenCalledTimes(1);
  set('late_change');
  settle();
  set('late_change');
  stop();
  vi.advanceTimersByTime(75_000);
  expect([reload.mock.calls.length, vi.getTimerCount()]).toEqual([2, 0]);
});
