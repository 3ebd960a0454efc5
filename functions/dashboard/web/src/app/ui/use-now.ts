import { useSyncExternalStore } from 'react';

const EVERY_MS = 1000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = wholeSecond();

function wholeSecond(): number {
  return Math.floor(Date.now() / EVERY_MS) * EVERY_MS;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    // Nobody has looked since: it may have stood still.
    now = wholeSecond();
    timer = setInterval(() => {
      now = wholeSecond();
      [...listeners].forEach((told) => told());
    }, EVERY_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** What is made of the time, in whole seconds, as it goes by: whoever shows it draws anew when it is another one. */
export function useFromNow<T extends string | number>(make: (now: number) => T): T {
  const made = () => make(now);
  return useSyncExternalStore(subscribe, made, made);
}

/** The time by `step` milliseconds, as it goes by: whoever shows it draws anew no oftener than that. */
export function useNow(step: number = EVERY_MS): number {
  return useFromNow((time) => Math.floor(time / step) * step);
}
