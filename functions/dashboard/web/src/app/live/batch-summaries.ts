import type { LiveClient, Summaries } from '../../realtime';

/** How often batches are delivered, so that a flood of changes renders at most this often. */
const BATCH_INTERVAL_MS = 250;
/** A browser delays the timers of a background page, so a batch is also delivered at this size. */
const MAX_BATCH_FRAMES = 200;

/**
 * Delivers summaries in batches: the first at once, and those that follow quickly together. Returns a function that
 * stops it.
 */
export function batchSummaries(
  client: Pick<LiveClient, 'onSummaries'>,
  onBatch: (batch: readonly Summaries[]) => void,
): () => void {
  let pending: Summaries[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (pending.length === 0) return;
    const batch = pending;
    pending = [];
    timer = setTimeout(flush, BATCH_INTERVAL_MS);
    onBatch(batch);
  };
  const unsubscribe = client.onSummaries((summaries) => {
    pending.push(summaries);
    if (timer === null || pending.length >= MAX_BATCH_FRAMES) flush();
  });
  return () => {
    unsubscribe();
    if (timer !== null) clearTimeout(timer);
  };
}
