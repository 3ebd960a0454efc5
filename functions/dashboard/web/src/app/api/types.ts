/** The page's names for the schemas of docs/openapi.json, from which `npm run schema` generates schema.ts. */

import type { EventSummary as LiveEventSummary, OrderSummary as LiveOrderSummary } from '../../realtime';
import type {
  EventListResponse,
  EventSummary as EventOfApi,
  IntegrationDetailResponse,
  IntegrationResponse,
  OrderListResponse,
} from './schema';

export type {
  BulkReplayResponse as BulkReplayResult,
  ChannelDescription,
  ConnectionStatisticsResponse as ConnectionCounts,
  CostResponse as UnitCost,
  CurrencySums as OrderTotals,
  DeliveryResponse as Delivery,
  EventResponse as EventDetail,
  EventIdSource,
  EventStatisticsResponse as EventStatistics,
  Fee,
  Fees,
  LatencySummary as Latency,
  LineItem,
  Member,
  OrderHistoryEntry as HistoryEntry,
  OrderResponse as OrderDetail,
  OrderStatisticsResponse as OrderStatistics,
  ProfitBreakdown,
  RefundDetail as Refund,
  RegistrationResponse as RegistrationResult,
  Role,
  ShipmentDetail as Shipment,
  JoinedReturn as Return,
  SubjectFieldChange as FieldChange,
  SignatureScheme,
  StatusCounts as EventCounts,
  TopicSource,
  Tracking,
} from './schema';

/** An event of the API or of a frame; frames of an older server lack the state of the retries. */
export type EventSummary = LiveEventSummary & Partial<Pick<EventOfApi, 'attempt' | 'next_retry_at'>>;
/** An order of the API or of a frame. */
export type OrderSummary = LiveOrderSummary;

/** A page of events; live events are added to it. */
export type EventsPage = Omit<EventListResponse, 'events'> & { readonly events: readonly EventSummary[] };
/** A page of orders; live orders are added to it. */
export type OrdersPage = Omit<OrderListResponse, 'orders'> & { readonly orders: readonly OrderSummary[] };

/** An integration's last event. */
export type LastEvent = Pick<EventSummary, 'id' | 'received_at' | 'status'>;

/** An integration, of a list or by itself. */
export type Integration = IntegrationResponse & Partial<Omit<IntegrationDetailResponse, keyof IntegrationResponse>>;
