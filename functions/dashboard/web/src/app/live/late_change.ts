import type { LiveClient } from '../../realtime';

/** What a gap ends with when events that lie before it were changed. */
const LATE_CHANGE = 'late_change';
/**
 * How long after one reload the next one waits. A gap is read from a minute before its cursor (docs/live.md), so the same
 * change is told again until then, and lists that were just loaded must not be loaded for it in a circle.
 */
const QUIET_MS = 65_000;

/** Reloads where lists look whole and are not, since nobody would know to press a button; the answer stops that. */
export function reloadOnLateChange(client: Pick<LiveClient, 'status'>, reload: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let before = -Infinity;
  const heed = () => {
    if (timer !== null || client.status.get().stale !== LATE_CHANGE) return;
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
  const stop = client.status.subscribe(heed);
  return () => {
    stop();
    if (timer !== null) clearTimeout(timer);
  };
}
