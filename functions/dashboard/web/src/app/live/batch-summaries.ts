import type { Lines, LiveClient } from '../../realtime';

/** How often lines are shown: a flood costs no more than this. */
const EVERY_MS = 250;
/** A page in the background has its timers late: so many frames are not kept waiting. */
const MOST_FRAMES = 200;

/** Hands frames over: the first at once, and in a flood those of a while together; the answer stops that. */
export function gather(client: Pick<LiveClient, 'onLines'>, take: (frames: readonly Lines[]) => void): () => void {
  let frames: Lines[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (frames.length === 0) return;
    const gathered = frames;
    frames = [];
    timer = setTimeout(flush, EVERY_MS);
    take(gathered);
  };
  const stop = client.onLines((lines) => {
    frames.push(lines);
    if (timer === null || frames.length >= MOST_FRAMES) flush();
  });
  return () => {
    stop();
    if (timer !== null) clearTimeout(timer);
  };
}
