import type { Backoff } from './backoff';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** The client's settings; durations are in milliseconds. */
export interface Settings extends Backoff {
  /** Consecutive failures after which the client gives up, unless the network is offline. */
  readonly maxAttempts: number;
  /** How long a connection must be live before its predecessors' failures are forgotten. */
  readonly stableAfterMs: number;
  /** For obtaining a token and opening the connection. */
  readonly connectTimeoutMs: number;
  /** For the first catch-up of an open connection. */
  readonly catchUpTimeoutMs: number;
  /** For the response to a message. */
  readonly responseTimeoutMs: number;
  /** API Gateway closes a WebSocket that is idle for 10 minutes. */
  readonly pingIntervalMs: number;
  /**
   * API Gateway closes each WebSocket after 2 hours. Up to a tenth is subtracted, so that pages do not reconnect
   * together.
   */
  readonly webSocketLifetimeMs: number;
  /** The server ends a stream after about 5 minutes, at the earliest after 4.5. */
  readonly streamLifetimeMs: number;
  /**
   * The delay before a connection is opened again that the server closed because the user has too many. It does not
   * grow: it is longer from the first time on.
   */
  readonly evictionBackoff: Backoff;
  /** Without data for this long, a stream counts as dead. The server sends a comment after 15 seconds of silence. */
  readonly inactivityTimeoutMs: number;
  /** Consecutive WebSocket failures after which a stream is tried. */
  readonly maxWebSocketFailures: number;
  /** How long streams are used before a WebSocket is tried again. */
  readonly webSocketRetryAfterMs: number;
  /** How long before its expiry a token is renewed. */
  readonly tokenRenewalLeadMs: number;
  /** The delay before a failed or unconfirmed token renewal is retried. */
  readonly tokenRenewalRetryMs: number;
  /** The delay before the first retry of a rejected catch-up; it doubles with each consecutive rejection. */
  readonly catchUpRetryDelayMs: number;
  /** The maximum delay between retries of a rejected catch-up. */
  readonly maxCatchUpRetryDelayMs: number;
  /** How many events are kept: the newest. */
  readonly maxEvents: number;
  /** How many orders are kept: the most recently changed. */
  readonly maxOrders: number;
}

export const DEFAULT_SETTINGS: Settings = {
  baseDelayMs: SECOND,
  maxDelayMs: 30 * SECOND,
  maxAttempts: Infinity,
  stableAfterMs: 10 * SECOND,
  connectTimeoutMs: 10 * SECOND,
  catchUpTimeoutMs: 15 * SECOND,
  responseTimeoutMs: 15 * SECOND,
  pingIntervalMs: 4 * MINUTE,
  webSocketLifetimeMs: 110 * MINUTE,
  streamLifetimeMs: 4 * MINUTE,
  evictionBackoff: { baseDelayMs: 2 * MINUTE, maxDelayMs: 2 * MINUTE },
  inactivityTimeoutMs: 65 * SECOND,
  maxWebSocketFailures: 3,
  webSocketRetryAfterMs: 15 * MINUTE,
  tokenRenewalLeadMs: 2 * MINUTE,
  tokenRenewalRetryMs: 20 * SECOND,
  catchUpRetryDelayMs: 6 * SECOND,
  maxCatchUpRetryDelayMs: MINUTE,
  maxEvents: 50,
  maxOrders: 500,
};
