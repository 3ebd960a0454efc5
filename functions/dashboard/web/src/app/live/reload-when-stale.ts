import type { LiveClient } from '../../realtime';
import type { Observable } from '../../realtime/observable';

/**
 * The minimum interval between reloads. The server may report the same incomplete catch-up for 70 s (docs/live.md),
 * which must not reload the lists in a loop.
 */
const MIN_RELOAD_INTERVAL_MS = 75_000;

/**
 * The delay before a reload. Lists may lag by a second (docs/live.md), and changes that were written just before the
 * connection became live are not sent.
 */
const RELOAD_DELAY_MS = 1_000;

/**
 * Reloads the lists automatically after an incomplete catch-up, but not while the user would lose their position in a
 * list (`blockers` is above 0), and not while there is no connection. Returns a function that stops it.
 */
export function reloadWhenStale(
  client: Pick<LiveClient, 'status'>,
  blockers: Pick<Observable<number>, 'get' | 'subscribe'>,
  reload: () => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let lastReloadAt = -Infinity;
  const isDue = () => client.status.get().state === 'incomplete' && blockers.get() === 0;
  const onChange = () => {
    if (timer !== null || !isDue()) return;
    timer = setTimeout(
      () => {
        timer = null;
        if (!isDue()) return;
        lastReloadAt = performance.now();
        reload();
      },
      Math.max(RELOAD_DELAY_MS, lastReloadAt + MIN_RELOAD_INTERVAL_MS - performance.now()),
    );
  };
  const unsubscribes = [client.status.subscribe(onChange), blockers.subscribe(onChange)];
  onChange();
  return () => {
    unsubscribes.forEach((unsubscribe) => unsubscribe());
    if (timer !== null) clearTimeout(timer);
  };
}
