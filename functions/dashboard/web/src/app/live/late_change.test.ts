import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Observable } from '../../realtime/observable';
import { CLOSED, type Status } from '../../realtime/status';
import { reloadOnLateChange } from './late_change';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A client of which only the status is looked at; a reload makes its lists whole. */
function watched() {
  const status = new Observable<Status>(CLOSED);
  const set = (stale: string | null) => status.set({ ...CLOSED, stale });
  const reload = vi.fn(() => set(null));
  return { set, reload, stop: reloadOnLateChange({ status }, reload) };
}

it('reloads at once where older events were changed, and for no other reason', () => {
  const { set, reload } = watched();
  set('too_many');
  expect(reload).toHaveBeenCalledTimes(0);
  set('late_change');
  expect(reload).toHaveBeenCalledTimes(1);
});

it('does not reload in a circle while the same change is told again, and then once more', () => {
  const { set, reload } = watched();
  for (let n = 0; n < 5; n += 1) set('late_change');
  vi.advanceTimersByTime(64_999);
  expect(reload).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(reload).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(600_000);
  expect(reload).toHaveBeenCalledTimes(2);
});

it('leaves it to the person who was quicker, and to nobody once it is stopped', () => {
  const { set, reload, stop } = watched();
  set('late_change');
  set('late_change');
  set(null);
  vi.advanceTimersByTime(65_000);
  expect(reload).toHaveBeenCalledTimes(1);
  set('late_change');
  set('late_change');
  stop();
  vi.advanceTimersByTime(65_000);
  expect([reload.mock.calls.length, vi.getTimerCount()]).toEqual([2, 0]);
});
