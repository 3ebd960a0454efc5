import type { OrderSummary } from '../api/types';
import { matches, filterValue } from '../format/list-filters';

/** The filters of the order list, in the order of their URL parameters. An empty string matches everything. */
export interface OrderFilters {
  readonly channel: string;
  readonly status: string;
  readonly integration: string;
  /** `true` for tests of the shop only, `false` for other orders only. */
  readonly test: string;
  /** Part of an order's name or ID. */
  readonly search: string;
}

/** Matches every order. */
export const NO_ORDER_FILTERS: OrderFilters = { channel: '', status: '', integration: '', test: '', search: '' };

/** The order statuses that can be filtered by. */
export const ORDER_STATUSES = [
  'pending',
  'paid',
  'packed',
  'partially_fulfilled',
  'fulfilled',
  'delivered',
  'partially_refunded',
  'refunded',
  'returned',
  'cancelled',
];

/** The filters in a URL. */
export function orderFiltersOf(search: URLSearchParams): OrderFilters {
  const text = (name: string) => filterValue(search, name);
  return {
    channel: text('channel'),
    status: ORDER_STATUSES.includes(text('status')) ? text('status') : '',
    integration: text('integration'),
    test: ['true', 'false'].includes(text('test')) ? text('test') : '',
    search: text('search'),
  };
}

/**
 * Whether a live order belongs to the list. The status is ignored, so that an order whose status changes stays visible.
 */
export function belongsToList(filters: OrderFilters, order: OrderSummary): boolean {
  return (
    matches(filters.channel, order.source) &&
    matches(filters.integration, order.integration) &&
    matches(filters.test, String(order.test))
  );
}

/** Whether an order matches the search text. */
export function matchesSearch(search: string, order: OrderSummary): boolean {
  const wanted = search.toLowerCase();
  return wanted === '' || order.name.toLowerCase().includes(wanted) || order.id.toLowerCase().includes(wanted);
}
