import type { ReplayCall } from '../../api/types';

/** How far a bulk replay is. */
export interface Progress {
  readonly matched: number;
  readonly replayed: number;
  /** Those whose deliveries are no longer kept. */
  readonly gone: number;
  /** From where it goes on; `null` at its beginning and at its end. */
  readonly next: string | null;
}

export const NOTHING: Progress = { matched: 0, replayed: 0, gone: 0, next: null };

/** With what one call did. */
export function addCall(before: Progress, call: ReplayCall): Progress {
  return {
    matched: before.matched + call.matched,
    replayed: before.replayed + call.replayed,
    gone: before.gone + call.gone,
    next: call.next,
  };
}

/** A number of events, in words. */
export function eventsInWords(count: number): string {
  return `${count.toLocaleString()} ${count === 1 ? 'event' : 'events'}`;
}
