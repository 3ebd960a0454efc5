import type { OrderLine } from '../api/types';

/** Which orders are shown. Empty texts take everything. They stand in the URL. */
export interface OrderFilters {
  readonly channel: string;
  readonly status: string;
  readonly integration: string;
  /** Part of an order's name or id. */
  readonly search: string;
}

const NAMES = ['channel', 'status', 'integration', 'search'] as const;
const LONGEST = 255;

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
  const text = (name: string) => (search.get(name) ?? '').trim().slice(0, LONGEST);
  return {
    channel: text('channel'),
    status: ORDER_STATUSES.includes(text('status')) ? text('status') : '',
    integration: text('integration'),
    search: text('search'),
  };
}

/** Writes them into a URL, beside all else that stands there. */
export function withOrderFilters(search: URLSearchParams, filters: OrderFilters): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const name of NAMES) {
    if (filters[name] === '') next.delete(name);
    else next.set(name, filters[name]);
  }
  return next;
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

function is(wanted: string, value: string): boolean {
  return wanted === '' || wanted === value;
}
