import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { Observable } from '../../realtime/observable';
import { CLOSED, type ConnectionStatus } from '../../realtime/status';
import { reloadWhenStale } from './reload-when-stale';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A fake client, whose lists are complete after a reload. */
function setUp() {
  const status = new Observable<ConnectionStatus>(CLOSED);
  const blockers = new Observable(0);
  const set = (stale: string | null, state: ConnectionStatus['state'] = stale === null ? 'live' : 'incomplete') =>
    status.set({ ...CLOSED, state, stale });
  const reload = vi.fn(() => set(null));
  return { set, blockers, reload, stop: reloadWhenStale({ status }, blockers, reload) };
}

/** Advances by the delay before a reload. */
const passReloadDelay = () => vi.advanceTimersByTime(1_000);

it.each(['late_change', 'too_many', 'too_old'])('an incomplete catch-up reloads the lists: %s', (reason) => {
  const { set, reload } = setUp();
  set(reason);
  vi.advanceTimersByTime(999);
  expect(reload).toHaveBeenCalledTimes(0);
  vi.advanceTimersByTime(1);
  expect(reload).toHaveBeenCalledTimes(1);
});

it('a blocker postpones the reload', () => {
  const { set, blockers, reload } = setUp();
  blockers.set(2);
  set('too_many');
  blockers.set(1);
  vi.advanceTimersByTime(600_000);
  expect(reload).toHaveBeenCalledTimes(0);
  blockers.set(0);
  passReloadDelay();
  expect(reload).toHaveBeenCalledTimes(1);
  blockers.set(1);
  blockers.set(0);
  vi.advanceTimersByTime(600_000);
  expect(reload).toHaveBeenCalledTimes(1);
});

it('a lost connection postpones the reload', () => {
  const { set, reload } = setUp();
  set('too_many', 'reconnecting');
  passReloadDelay();
  expect(reload).toHaveBeenCalledTimes(0);
  set('too_many');
  passReloadDelay();
  expect(reload).toHaveBeenCalledTimes(1);
});

it('repeated reports reload the lists once per interval', () => {
  const { set, reload } = setUp();
  set('late_change');
  passReloadDelay();
  for (let n = 0; n < 5; n += 1) set('late_change');
  vi.advanceTimersByTime(74_999);
  expect(reload).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1);
  expect(reload).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(600_000);
  expect(reload).toHaveBeenCalledTimes(2);
});

it('a manual reload or a stop cancels the automatic one', () => {
  const { set, reload, stop } = setUp();
  set('late_change');
  passReloadDelay();
  set('late_change');
  set(null);
  vi.advanceTimersByTime(75_000);
  expect(reload).toHaveBeenCalledTimes(1);
  set('late_change');
  passReloadDelay();
  set('late_change');
  stop();
  vi.advanceTimersByTime(75_000);
  expect([reload.mock.calls.length, vi.getTimerCount()]).toEqual([2, 0]);
});
