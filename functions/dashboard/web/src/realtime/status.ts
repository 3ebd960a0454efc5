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

/** The server closed a connection because the user has opened too many newer ones. */
export const TOO_MANY_CONNECTIONS: LiveError = {
  error: 'too_many_connections',
  message:
    'You have too many live connections. The server closes the oldest: it allows 50, of which three may be streams of ' +
    'server-sent events. Close other pages, or wait.',
};

/** Returns the old object if nothing has changed, so that observers are not called. */
export function reuseIfEqual(before: ConnectionStatus, now: ConnectionStatus): ConnectionStatus {
  const isEqual = (Object.keys(now) as (keyof ConnectionStatus)[]).every((name) => Object.is(before[name], now[name]));
  return isEqual ? before : now;
}

/**
 * Whether the next connection has to wait longer: the server makes room for it by closing another one of the user, whose
 * client then does the same. A stream that loses its place before it is live is rejected with 429.
 */
export function isEviction(code: string): boolean {
  return code === TOO_MANY_CONNECTIONS.error || code === 'http_429';
}

/** Whether retrying is pointless: the server rejects an invalid request every time. */
export function isFinal(code: string | undefined): boolean {
  return code === 'bad_message' || code === 'http_400';
}
