/**
 * The messages of a live connection. Their shapes are documented in docs/live.md and equal those of the API's lists.
 */

/** The result of processing a delivery. A newer server may have further codes. */
export type EventStatus = 'processed' | 'failed' | (string & {});

/** An event in lists and frames. Times are RFC 3339 in UTC. */
export interface EventSummary {
  /** A ULID: sorts by time of receipt. */
  readonly id: string;
  readonly integration: string;
  /** The channel. */
  readonly source: string;
  /** The account on the channel. */
  readonly shop_domain: string;
  readonly topic: string;
  /** `<kind>#<id>`; `null` if the event has no known subject. */
  readonly subject: string | null;
  readonly status: EventStatus;
  readonly payload_summary: string;
  readonly received_at: string;
  readonly occurred_at: string | null;
  readonly processed_at: string;
  /** An error code, a colon, and a sentence. */
  readonly error: string | null;
  /** Increases with every change. */
  readonly rev: number;
}

/** An order in lists and frames. Amounts are decimal strings in `currency`. */
export interface OrderSummary {
  /** The channel's own id, unique within `integration`. */
  readonly id: string;
  readonly integration: string;
  readonly source: string;
  readonly name: string;
  readonly status: string;
  readonly payment: string;
  readonly fulfilment: string;
  readonly shipment: string | null;
  /** Whether it is a test of the shop, which no sum includes. */
  readonly test: boolean;
  readonly currency: string | null;
  readonly total: string | null;
  readonly refunded: string | null;
  readonly profit: string | null;
  /** The inputs without which the profit cannot be computed. */
  readonly missing: readonly string[];
  readonly items: number;
  readonly placed_at: string;
  readonly updated_at: string;
  readonly rev: number;
}

/** Which events and orders a connection carries: those that match every member that is set. `{}` matches everything. */
export interface Filter {
  readonly integrations?: readonly string[];
  readonly channels?: readonly string[];
  readonly order?: string;
  readonly topics?: readonly string[];
  readonly statuses?: readonly string[];
}

/** The result of a catch-up: whether everything that was missed was sent, and if not, why. */
export interface CatchUpResult {
  readonly complete: boolean;
  readonly reason: string | null;
}

/** An error code and a sentence. It never contains a token or the content of a message. */
export interface LiveError {
  readonly error: string;
  readonly message: string;
}

/** Summaries for the page, with the cursor and the result of a catch-up. */
export interface SummariesFrame {
  readonly kind: 'summaries';
  readonly events: readonly EventSummary[];
  readonly orders: readonly OrderSummary[];
  readonly cursor: string | null;
  /** Set in the last frame of a catch-up. */
  readonly resume: CatchUpResult | null;
  /** How many items of the frame were not valid summaries. */
  readonly malformed: number;
}

/** A message from the server. */
export type ServerMessage =
  | SummariesFrame
  /** The filter that the server now applies. */
  | { readonly kind: 'filter'; readonly filter: unknown }
  | { readonly kind: 'auth' }
  | { readonly kind: 'error'; readonly error: LiveError };

export type LiveTransport = 'websocket' | 'sse';
