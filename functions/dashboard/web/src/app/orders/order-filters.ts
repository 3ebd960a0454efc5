import type { OrderLine } from '../api/types';
import { is, textOf } from '../format/list-filters';

/** Which orders are shown. Empty texts take everything. They stand in the URL, in this order. */
export interface OrderFilters {
  readonly channel: string;
  readonly status: string;
  readonly integration: string;
  /** Part of an order's name or id. */
  readonly search: string;
}

/** They take every order. */
export const NO_ORDER_FILTERS: OrderFilters = { channel: '', status: '', integration: '', search: '' };

/** The words of an order's status that can be asked for. */
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

/** The filters that a URL names. */
export function orderFiltersOf(search: URLSearchParams): OrderFilters {
  const text = (name: string) => textOf(search, name);
  return {
    channel: text('channel'),
    status: ORDER_STATUSES.includes(text('status')) ? text('status') : '',
    integration: text('integration'),
    search: text('search'),
  };
}

/** Whether the list of these orders has this one. A status is not asked for here: one that changes stays in view. */
export function wants(filters: OrderFilters, order: OrderLine): boolean {
  return is(filters.channel, order.source) && is(filters.integration, order.integration);
}

/** Whether a search finds it. */
export function found(search: string, order: OrderLine): boolean {
  const wanted = search.toLowerCase();
  return wanted === '' || order.name.toLowerCase().includes(wanted) || order.id.toLowerCase().includes(wanted);
}
