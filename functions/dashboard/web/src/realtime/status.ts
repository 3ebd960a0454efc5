import type { LiveError, LiveTransport } from './protocol/types';

/**
 * The state of the live connection. `catching-up`: connected, and the server is sending what was missed, or rejected
 * the request for it and is asked again. `incomplete`: live, but the server could not send everything that was missed,
 * so the page must reload its lists and then call `listsReloaded()`.
 */
export type LiveState = 'closed' | 'connecting' | 'catching-up' | 'live' | 'incomplete' | 'reconnecting' | 'offline';

/** The connection's status, for the page. */
export interface ConnectionStatus {
  readonly state: LiveState;
  /** The transport of the open or opening connection. */
  readonly transport: LiveTransport | null;
  /** Consecutive failures. */
  readonly failures: number;
  /** The time of the next attempt, in milliseconds since the Unix epoch, while `reconnecting` or `offline`. */
  readonly retryAt: number | null;
  /** Why the page's lists are incomplete, until it has reloaded them; also set while there is no connection. */
  readonly stale: string | null;
  /** The last error; `null` once a connection is live and has caught up. */
  readonly error: LiveError | null;
  /** How many messages and summaries could not be read. */
  readonly malformed: number;
}

/** The status before the first `connect`. */
export const CLOSED: ConnectionStatus = {
  state: 'closed',
  transport: null,
  failures: 0,
  retryAt: null,
  stale: null,
  error: null,
  malformed: 0,
};

/** The server closed a stream soon after it was opened, perhaps repeatedly. */
export const CLOSED_EARLY: LiveError = {
  error: 'closed_early',
  message: 'The server closed this live stream early. If a user opens a fourth one, the server closes the oldest.',
};

/** Returns the old object if nothing has changed, so that observers are not called. */
export function reuseIfEqual(before: ConnectionStatus, now: ConnectionStatus): ConnectionStatus {
  const isEqual = (Object.keys(now) as (keyof ConnectionStatus)[]).every((name) => Object.is(before[name], now[name]));
  return isEqual ? before : now;
}

/** Whether retrying is pointless: the server rejects an invalid request every time. */
export function isFinal(code: string | undefined): boolean {
  return code === 'bad_message' || code === 'http_400';
}
