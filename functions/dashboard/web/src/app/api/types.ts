import type { TopicSource } from '../integrations/topic-draft';
import type { EventLine as LiveEventLine, OrderLine as LiveOrderLine } from '../../realtime';

/** An event, with what newer servers say of tries. */
export type EventLine = LiveEventLine & {
  /** Which try it was. */
  readonly attempt?: number;
  /** When it is tried again by itself. */
  readonly next_retry_at?: string | null;
};
export type OrderLine = LiveOrderLine;

/** A page of events. */
export interface EventsPage {
  readonly events: readonly EventLine[];
  readonly next: string | null;
  /** From where to go live. */
  readonly cursor: string;
}

/** A page of orders. */
export interface OrdersPage {
  readonly orders: readonly OrderLine[];
  readonly next: string | null;
  readonly cursor: string;
}

/** What was received. */
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

/** An event with its delivery; `null` if that is no longer kept. */
export type EventDetail = EventLine & { readonly delivery: Delivery | null };

export interface OrderItem {
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

/** From what a profit was reckoned. */
export interface ProfitParts {
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
  /** Where the courier shows it. It comes from a webhook. */
  readonly url?: string | null;
}

/** A parcel, or what comes back. */
export interface Parcel {
  readonly integration: string;
  readonly id: string;
  readonly status: { readonly step: string; readonly word: string } | null;
  readonly tracking: Tracking | null;
  readonly since?: string | null;
  readonly updated_at: string | null;
}

/** One field that a delivery changed. */
export interface Change {
  readonly subject: string;
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** One delivery of an order's history. */
export type HistoryEntry = EventLine & {
  readonly changes: readonly Change[];
  /** How many more fields it changed. */
  readonly more?: number;
  readonly kept: boolean;
};

export type OrderDetail = OrderLine & {
  readonly tax: string | null;
  readonly cancelled_at: string | null;
  readonly lines: readonly OrderItem[];
  readonly refunds: readonly Refund[];
  readonly profit_parts: ProfitParts | null;
  readonly shipments: readonly Parcel[];
  readonly returns: readonly Parcel[];
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

export interface Scheme {
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

/** What an integration was heard of last. */
export interface LastEvent {
  readonly id: string;
  readonly received_at: string;
  readonly status: string;
}

export interface Integration {
  readonly id: string;
  readonly channel: string;
  readonly account: string;
  readonly schemes: Readonly<Partial<Record<'https' | 'sqs' | 'eventbridge', Scheme>>>;
  /** Where its topics stand; `null` for where the channel has them. */
  readonly topic: TopicSource | null;
  /** What its sender is told; `null` for the usual answer. */
  readonly reply: { readonly body: unknown } | null;
  readonly ships_for: string | null;
  readonly fees: Fees;
  readonly enabled: boolean;
  readonly role: Role | null;
  /** Only owners see them. */
  readonly members: readonly Member[] | null;
  readonly secrets:
    readonly { readonly id: string; readonly created_at: string; readonly expires_at: string | null }[] | null;
  readonly created_at: string;
  /** Whether a token for the channel's API is stored. */
  readonly access_token?: boolean;
  readonly reconciled?: { readonly until: string | null; readonly asked_at: string; readonly error: string | null };
  readonly last_event?: LastEvent | null;
}

/** A unit cost of an article; without `from` it holds for all time before the next one. */
export interface Cost {
  readonly sku: string;
  readonly cost: string;
  readonly currency: string;
  readonly from: string | null;
}

/** What one call of a bulk replay did. */
export interface ReplayCall {
  readonly matched: number;
  readonly replayed: number;
  readonly gone: number;
  readonly next: string | null;
}

/** What registering at the channel did. */
export interface Registered {
  readonly url: string;
  readonly topics: readonly { readonly topic: string; readonly result: string; readonly message?: string }[];
  readonly steps: readonly string[];
}

/** How many events became what. */
export interface Tally {
  readonly processed: number;
  readonly failed: number;
}

/** How long it took, in milliseconds. */
export interface Latency {
  readonly count: number;
  readonly p50_ms: number | null;
  readonly p99_ms: number | null;
}

/** Statistics of events. */
export interface EventStatistics {
  /** Until then all are counted; `null` before anything was. */
  readonly complete_until: string | null;
  readonly total: Tally;
  readonly latency: { readonly processed: Latency; readonly pushed: Latency };
  readonly series: readonly (Tally & { readonly at: string })[];
}

/** What orders of one channel and currency come to. */
export interface OrderSums {
  readonly source: string;
  readonly currency: string | null;
  readonly orders: number;
  readonly revenue: string;
  readonly profit: string;
  /** Orders of which it is not known. */
  readonly unknown_revenue: number;
  readonly unknown_profit: number;
}

/** Statistics of orders, by the days of a zone. */
export interface OrderStatistics {
  /** Until then all are counted; `null` before anything was. */
  readonly complete_until: string | null;
  readonly total: readonly OrderSums[];
  readonly days: readonly { readonly date: string; readonly sums: readonly OrderSums[] }[];
}

/** Who is live. */
export interface Connections {
  readonly connections: number;
  readonly users: number;
  /** Whether all were counted. */
  readonly complete: boolean;
}
