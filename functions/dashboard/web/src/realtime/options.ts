import type { Backoff } from './backoff';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** What can be set; times are in milliseconds. */
export interface Settings extends Backoff {
  /** Failures in a row after which it gives up, unless there is no network. */
  readonly attempts: number;
  /** How long a connection is live before it counts as a success. */
  readonly settledMs: number;
  /** For the token and for the connection to be open. */
  readonly connectWithinMs: number;
  /** For the gap, after that. */
  readonly resumeWithinMs: number;
  /** For the answer to a message. */
  readonly answerWithinMs: number;
  /** API Gateway drops a connection that is silent for 10 minutes. */
  readonly pingEveryMs: number;
  /** API Gateway drops each WebSocket after 2 hours; up to a tenth earlier, so that not all pages change at once. */
  readonly cycleWebSocketMs: number;
  /** A stream ends after about 5 minutes, at the earliest after 4.5. */
  readonly cycleStreamMs: number;
  /** A stream that the server ends before was closed to make room for another one. */
  readonly youngStreamMs: number;
  /** The longest wait of a stream that is closed early again and again. */
  readonly crowdedCapMs: number;
  /** A stream has a comment every 30 seconds at least. */
  readonly silenceMs: number;
  /** How many WebSockets in a row must fail before a stream is tried. */
  readonly webSocketAttempts: number;
  /** After how long with streams a WebSocket is tried again. */
  readonly backToWebSocketMs: number;
  /** How long before its end a token is replaced. */
  readonly renewTokenMs: number;
  /** How long after a token that could not be replaced, or was not confirmed, the next try is. */
  readonly renewAgainMs: number;
  /** The longest wait after the first question for what was missed that was refused; it doubles with each in a row. */
  readonly askAgainMs: number;
  /** The longest such wait. */
  readonly mostAskAgainMs: number;
  /** How many events are kept, the newest. */
  readonly mostEvents: number;
  /** How many orders are kept, those that changed last. */
  readonly mostOrders: number;
}

/** What is taken where nothing is said. */
export const USUAL: Settings = {
  baseMs: SECOND,
  capMs: 30 * SECOND,
  attempts: Infinity,
  settledMs: 10 * SECOND,
  connectWithinMs: 10 * SECOND,
  resumeWithinMs: 15 * SECOND,
  answerWithinMs: 15 * SECOND,
  pingEveryMs: 4 * MINUTE,
  cycleWebSocketMs: 110 * MINUTE,
  cycleStreamMs: 4 * MINUTE,
  youngStreamMs: 3 * MINUTE,
  crowdedCapMs: MINUTE,
  silenceMs: 65 * SECOND,
  webSocketAttempts: 3,
  backToWebSocketMs: 15 * MINUTE,
  renewTokenMs: 2 * MINUTE,
  renewAgainMs: 20 * SECOND,
  askAgainMs: 6 * SECOND,
  mostAskAgainMs: MINUTE,
  mostEvents: 50,
  mostOrders: 500,
};
