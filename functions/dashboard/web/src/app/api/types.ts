/** The API's request and response types, written by hand after docs/. */

import type { EventSummary as LiveEventSummary, OrderSummary as LiveOrderSummary } from '../../realtime';

/** An event summary, with the members of newer servers. */
export type EventSummary = LiveEventSummary & {
  /** How many automatic retries preceded this result; 0 if there were none. */
  readonly attempt?: number;
  /** When the next automatic retry is due. */
  readonly next_retry_at?: string | null;
};
export type OrderSummary = LiveOrderSummary;

export interface EventsPage {
  readonly events: readonly EventSummary[];
  readonly next: string | null;
  /** The cursor from which the live connection continues. */
  readonly cursor: string;
}

export interface OrdersPage {
  readonly orders: readonly OrderSummary[];
  readonly next: string | null;
  readonly cursor: string;
}

/** The verified webhook as it was received. */
export interface Delivery {
  readonly id: string;
  readonly received_at: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body_authenticated: boolean;
  readonly replays: number;
  readonly redacted_at?: string;
  readonly body: string | null;
  readonly body_base64?: string;
  readonly body_too_large?: boolean;
  readonly body_bytes: number;
}

/** An event with its delivery; `null` if the delivery's retention has ended. */
export type EventDetail = EventSummary & { readonly delivery: Delivery | null };

export interface LineItem {
  readonly id: string;
  readonly sku: string | null;
  readonly title: string;
  readonly quantity: number;
  readonly price: string | null;
}

export interface Refund {
  readonly id: string;
  readonly amount: string;
  readonly currency: string | null;
  readonly units: number;
  readonly created_at: string;
}

/** The amounts that a profit is computed from. */
export interface ProfitBreakdown {
  readonly paid: string | null;
  readonly refunded: string | null;
  readonly tax: string | null;
  readonly channel_fee: string | null;
  readonly payment_fee: string | null;
  readonly shipping: string | null;
  readonly goods: string | null;
}

export interface Tracking {
  readonly courier: string | null;
  readonly number: string | null;
  readonly place: string | null;
  /** The courier's tracking page. It comes from a webhook, so it is not trusted. */
  readonly url?: string | null;
}

/** A shipment, or a return. */
export interface Shipment {
  readonly integration: string;
  readonly id: string;
  readonly status: { readonly step: string; readonly word: string } | null;
  readonly tracking: Tracking | null;
  readonly since?: string | null;
  readonly updated_at: string | null;
}

/** A field that a delivery has changed. */
export interface FieldChange {
  readonly subject: string;
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** A delivery in an order's history. */
export type HistoryEntry = EventSummary & {
  readonly changes: readonly FieldChange[];
  /** How many further fields it changed. */
  readonly more?: number;
  readonly kept: boolean;
};

export type OrderDetail = OrderSummary & {
  readonly tax: string | null;
  readonly cancelled_at: string | null;
  readonly lines: readonly LineItem[];
  readonly refunds: readonly Refund[];
  readonly profit_parts: ProfitBreakdown | null;
  readonly shipments: readonly Shipment[];
  readonly returns: readonly Shipment[];
  readonly payments: readonly { readonly integration: string; readonly id: string }[];
  readonly ambiguous: readonly unknown[];
  readonly history: readonly HistoryEntry[];
  readonly history_complete: boolean;
};

export type Role = 'owner' | 'member' | 'viewer';

export interface Member {
  readonly user: string;
  readonly role: Role;
}

export interface SignatureScheme {
  readonly scheme: string;
  readonly header?: string;
  readonly [setting: string]: unknown;
}

export interface Fee {
  readonly percent: string;
  readonly fixed: string;
}

export interface Fees {
  readonly channel?: Fee;
  readonly payment?: Fee;
  readonly shipping?: { readonly fixed: string };
  readonly currency?: string;
}

/** An integration's last event. */
export interface LastEvent {
  readonly id: string;
  readonly received_at: string;
  readonly status: string;
}

/** Where the topic of an integration's webhooks is found. */
export type TopicSource =
  | { readonly from: 'path'; readonly names?: Readonly<Record<string, string>> }
  | { readonly from: 'header'; readonly name: string; readonly names?: Readonly<Record<string, string>> }
  | { readonly from: 'body'; readonly pointer: string; readonly names?: Readonly<Record<string, string>> };

export interface Integration {
  readonly id: string;
  readonly channel: string;
  readonly account: string;
  readonly schemes: Readonly<Partial<Record<'https' | 'sqs' | 'eventbridge', SignatureScheme>>>;
  /** Where the topic of its webhooks is found; `null` for the channel's default. */
  readonly topic: TopicSource | null;
  /** The response to its webhooks; `null` for the default response. */
  readonly reply: { readonly body: unknown } | null;
  readonly ships_for: string | null;
  readonly fees: Fees;
  readonly enabled: boolean;
  readonly role: Role | null;
  /** `null` unless the user is an owner. */
  readonly members: readonly Member[] | null;
  readonly secrets:
    readonly { readonly id: string; readonly created_at: string; readonly expires_at: string | null }[] | null;
  readonly created_at: string;
  /** Whether an access token for the channel's API is stored. */
  readonly access_token?: boolean;
  readonly reconciled?: { readonly until: string | null; readonly asked_at: string; readonly error: string | null };
  readonly last_event?: LastEvent | null;
}

/** The unit cost of an SKU. Without `from` it applies to all earlier times. */
export interface UnitCost {
  readonly sku: string;
  readonly cost: string;
  readonly currency: string;
  readonly from: string | null;
}

/** The result of one call of a bulk replay. */
export interface BulkReplayResult {
  readonly matched: number;
  readonly replayed: number;
  readonly gone: number;
  readonly next: string | null;
}

/** The result of registering webhooks with the channel. */
export interface RegistrationResult {
  readonly url: string;
  readonly topics: readonly { readonly topic: string; readonly result: string; readonly message?: string }[];
  readonly steps: readonly string[];
}

/** How many events have which status. */
export interface EventCounts {
  readonly processed: number;
  readonly failed: number;
}

/** Percentiles in milliseconds. */
export interface Latency {
  readonly count: number;
  readonly p50_ms: number | null;
  readonly p99_ms: number | null;
}

export interface EventStatistics {
  /** The time up to which all events are counted; `null` if none is counted yet. */
  readonly complete_until: string | null;
  readonly total: EventCounts;
  readonly latency: { readonly processed: Latency; readonly pushed: Latency };
  readonly series: readonly (EventCounts & { readonly at: string })[];
}

/** The totals of the orders of one channel and currency. */
export interface OrderTotals {
  readonly source: string;
  readonly currency: string | null;
  readonly orders: number;
  readonly revenue: string;
  readonly profit: string;
  /** How many orders have an unknown revenue or profit. */
  readonly unknown_revenue: number;
  readonly unknown_profit: number;
}

/** Order totals by calendar day of a time zone. */
export interface OrderStatistics {
  /** The time up to which all orders are counted; `null` if none is counted yet. */
  readonly complete_until: string | null;
  readonly total: readonly OrderTotals[];
  readonly days: readonly { readonly date: string; readonly sums: readonly OrderTotals[] }[];
}

/** The live connections of all users. */
export interface ConnectionCounts {
  readonly connections: number;
  readonly users: number;
  /** Whether all connections were counted. */
  readonly complete: boolean;
}
