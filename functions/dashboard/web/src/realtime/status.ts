import type { LiveError, Transport } from './protocol/types';

/**
 * How it stands with being live. `filling`: connected, and what was missed is on its way, or is asked for again since the
 * server did not tell. `incomplete`: live again, but not all that was missed could be sent: the page must load its lists
 * anew and then say `reloaded()`.
 */
export type LiveState = 'closed' | 'connecting' | 'filling' | 'live' | 'incomplete' | 'reconnecting' | 'offline';

/** How it stands, for the page. */
export interface Status {
  readonly state: LiveState;
  /** The way of the connection that is there or is being made. */
  readonly transport: Transport | null;
  /** Failures in a row. */
  readonly failures: number;
  /** When the next attempt is, in milliseconds since the Unix epoch, while `reconnecting` or `offline`. */
  readonly waitUntil: number | null;
  /** Why the page's lists are not whole, until it has loaded them anew; also while there is no connection. */
  readonly stale: string | null;
  /** What went wrong last; `null` again once a connection is live and knows what was missed. */
  readonly error: LiveError | null;
  /** How many messages and lines could not be read. */
  readonly malformed: number;
}

/** Before the first `connect`. */
export const CLOSED: Status = {
  state: 'closed',
  transport: null,
  failures: 0,
  waitUntil: null,
  stale: null,
  error: null,
  malformed: 0,
};

/** A stream that the server closed soon after it had begun, and perhaps not for the first time. */
export const CLOSED_EARLY: LiveError = {
  error: 'closed_early',
  message: 'The server closed the stream early, as it does with the oldest when a user opens a fourth.',
};

/** The same object where nothing has changed. */
export function unlessSame(before: Status, now: Status): Status {
  const same = (Object.keys(now) as (keyof Status)[]).every((name) => Object.is(before[name], now[name]));
  return same ? before : now;
}

/** Whether an error ends the connection for good: who asks for what there is not is answered the same each time. */
export function isFinal(word: string | undefined): boolean {
  return word === 'bad_message' || word === 'http_400';
}
