import type { LiveClient } from '../../realtime';
import type { Observable } from '../../realtime/observable';

/**
 * How long after one reload the next one waits. What a gap could not bring may be told again for 70 s (docs/live.md), and
 * lists that were just loaded must not be loaded for it in a circle.
 */
const QUIET_MS = 75_000;

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
  const heed = () => {
    if (timer !== null || client.status.get().state !== 'incomplete' || places.get() > 0) return;
    const wait = before + QUIET_MS - performance.now();
    if (wait > 0) {
      timer = setTimeout(() => {
        timer = null;
        heed();
      }, wait);
      return;
    }
    before = performance.now();
    reload();
  };
  const stops = [client.status.subscribe(heed), places.subscribe(heed)];
  heed();
  return () => {
    stops.forEach((stop) => stop());
    if (timer !== null) clearTimeout(timer);
  };
}
