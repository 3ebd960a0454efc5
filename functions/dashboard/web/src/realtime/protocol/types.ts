/** What a live connection carries. The shapes are those of docs/live.md and of the API's lists. */

/** What became of a delivery. A newer server may know more words. */
export type EventStatus = 'processed' | 'failed' | (string & {});

/** One event: what a delivery was and what became of it. Times are RFC 3339 in UTC. */
export interface EventLine {
  /** A ULID: sorts by receipt. */
  readonly id: string;
  readonly integration: string;
  /** The channel. */
  readonly source: string;
  /** The account on the channel. */
  readonly shop_domain: string;
  readonly topic: string;
  /** `<kind>#<id>`, where it was found. */
  readonly subject: string | null;
  readonly status: EventStatus;
  readonly payload_summary: string;
  readonly received_at: string;
  readonly occurred_at: string | null;
  readonly processed_at: string;
  /** A stable word, a colon, and a sentence. */
  readonly error: string | null;
  /** Grows with every change. */
  readonly rev: number;
}

/** One order. Money is a decimal text in `currency`. */
export interface OrderLine {
  /** The channel's own id, unique within `integration`. */
  readonly id: string;
  readonly integration: string;
  readonly source: string;
  readonly name: string;
  readonly status: string;
  readonly payment: string;
  readonly fulfilment: string;
  readonly shipment: string | null;
  readonly currency: string | null;
  readonly total: string | null;
  readonly refunded: string;
  readonly profit: string | null;
  /** What is missing for the profit. */
  readonly missing: readonly string[];
  readonly items: number;
  readonly placed_at: string;
  readonly updated_at: string;
  readonly rev: number;
}

/** What a connection is to carry; each member takes what is in its list, all together. `{}` is everything. */
export interface Filter {
  readonly integrations?: readonly string[];
  readonly channels?: readonly string[];
  readonly order?: string;
  readonly topics?: readonly string[];
  readonly statuses?: readonly string[];
}

/** How a gap ended: filled whole, or why not. */
export interface Resumed {
  readonly complete: boolean;
  readonly reason: string | null;
}

/** What went wrong: a stable word and a sentence. It never holds a token or what a message held. */
export interface LiveError {
  readonly error: string;
  readonly message: string;
}

/** Lines for the page, and what they mean for resuming. */
export interface LinesFrame {
  readonly kind: 'lines';
  readonly events: readonly EventLine[];
  readonly orders: readonly OrderLine[];
  readonly cursor: string | null;
  readonly resume: Resumed | null;
  /** How many lines of the frame were none. */
  readonly malformed: number;
}

/** One message of the server. */
export type Incoming =
  | LinesFrame
  /** `filter` is what the server goes by now. */
  | { readonly kind: 'filter'; readonly filter: unknown }
  | { readonly kind: 'auth' }
  | { readonly kind: 'error'; readonly error: LiveError };

/** The two ways to be live. */
export type Transport = 'websocket' | 'sse';
