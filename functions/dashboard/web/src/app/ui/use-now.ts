import { useSyncExternalStore } from 'react';

const TICK_MS = 1000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = wholeSecond();

function wholeSecond(): number {
  return Math.floor(Date.now() / TICK_MS) * TICK_MS;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    // The time was not updated while there were no listeners.
    now = wholeSecond();
    timer = setInterval(() => {
      now = wholeSecond();
      [...listeners].forEach((notify) => notify());
    }, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** A value derived from the current time in whole seconds. Renders only when the value changes. */
export function useFromNow<T extends string | number>(derive: (now: number) => T): T {
  const derived = () => derive(now);
  return useSyncExternalStore(subscribe, derived, derived);
}

/** The current time, rounded down to `step` milliseconds. Renders at most once per step. */
export function useNow(step: number = TICK_MS): number {
  return useFromNow((time) => Math.floor(time / step) * step);
}
