import { useSyncExternalStore } from 'react';

const EVERY_MS = 1000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    // Nobody has looked since: it may have stood still.
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      [...listeners].forEach((told) => told());
    }, EVERY_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** The time by `step` milliseconds, as it goes by: whoever shows it draws anew no oftener than that. */
export function useNow(step: number = EVERY_MS): number {
  const stepped = () => Math.floor(now / step) * step;
  return useSyncExternalStore(subscribe, stepped, stepped);
}
