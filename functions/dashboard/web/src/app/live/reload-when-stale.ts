import type { LiveClient } from '../../realtime';
import type { Observable } from '../../realtime/observable';

/**
 * How long after one reload the next one waits. What a gap could not bring may be told again for 70 s (docs/live.md), and
 * lists that were just loaded must not be loaded for it in a circle.
 */
const QUIET_MS = 75_000;

/**
 * How long a gap that was not whole waits for its reload. Lists may be up to a second behind (docs/live.md), and what was
 * written just before the connection was live is told by nothing else.
 */
const SETTLE_MS = 1_000;

/**
 * Reloads when not all that was missed could be sent, since nobody should have to press a button for that; but not while
 * there are places that would be lost, and not while there is no connection. The answer stops that.
 */
export function reloadWhenStale(
  client: Pick<LiveClient, 'status'>,
  places: Pick<Observable<number>, 'get' | 'subscribe'>,
  reload: () => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let before = -Infinity;
  const isDue = () => client.status.get().state === 'incomplete' && places.get() === 0;
  const heed = () => {
    if (timer !== null || !isDue()) return;
    timer = setTimeout(
      () => {
        timer = null;
        if (!isDue()) return;
        before = performance.now();
        reload();
      },
      Math.max(SETTLE_MS, before + QUIET_MS - performance.now()),
    );
  };
  const stops = [client.status.subscribe(heed), places.subscribe(heed)];
  heed();
  return () => {
    stops.forEach((stop) => stop());
    if (timer !== null) clearTimeout(timer);
  };
}
