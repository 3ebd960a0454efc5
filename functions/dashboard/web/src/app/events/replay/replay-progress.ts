import type { BulkReplayResult } from '../../api/types';

/** The progress of a bulk replay. */
export interface ReplayProgress {
  readonly matched: number;
  readonly replayed: number;
  /** How many events were skipped because their deliveries are no longer stored. */
  readonly gone: number;
  /** The cursor of the next call; `null` at the start and at the end. */
  readonly next: string | null;
}

export const NO_PROGRESS: ReplayProgress = { matched: 0, replayed: 0, gone: 0, next: null };

/** Adds the result of one call. */
export function addResult(before: ReplayProgress, call: BulkReplayResult): ReplayProgress {
  return {
    matched: before.matched + call.matched,
    replayed: before.replayed + call.replayed,
    gone: before.gone + call.gone,
    next: call.next,
  };
}

/** A number with its noun, such as `3 events`. */
export function countEvents(count: number): string {
  return `${count.toLocaleString()} ${count === 1 ? 'event' : 'events'}`;
}
