import type { EventSummary } from '../../api/types';
import { matches, filterValue } from '../../format/list-filters';

/** The filters of the event list, in the order of their URL parameters. An empty string matches everything. */
export interface EventFilters {
  readonly channel: string;
  readonly topic: string;
  readonly status: string;
  readonly shop: string;
  /** RFC 3339. */
  readonly from: string;
  readonly to: string;
  /** The order that the events concern. */
  readonly order: string;
}

/** Matches every event. */
export const NO_EVENT_FILTERS: EventFilters = {
  channel: '',
  topic: '',
  status: '',
  shop: '',
  from: '',
  to: '',
  order: '',
};

const STATUSES = new Set(['processed', 'failed']);

/** The filters in a URL; invalid values are ignored. */
export function filtersOf(search: URLSearchParams): EventFilters {
  const text = (name: string) => filterValue(search, name);
  const time = (name: string) => (Number.isNaN(Date.parse(text(name))) ? '' : new Date(text(name)).toISOString());
  return {
    channel: text('channel'),
    topic: text('topic'),
    status: STATUSES.has(text('status')) ? text('status') : '',
    shop: text('shop'),
    from: time('from'),
    to: time('to'),
    order: text('order'),
  };
}

/** The API's query parameters. */
export function queryOfFilters(filters: EventFilters): Record<string, string> {
  const { channel, topic, status, shop, from, to } = filters;
  const all = { source: channel, topic, status, shop_domain: shop, from, to };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

/** The filter of a bulk replay, up to a time, so that later events are not replayed. */
export function replayFilter(filters: EventFilters, now: string): Record<string, string> {
  const query = queryOfFilters(filters);
  return { status: 'any', ...query, to: filters.to !== '' && filters.to < now ? filters.to : now };
}

/** Whether a live event matches. */
export function matchesFilters(filters: EventFilters, event: EventSummary): boolean {
  const { channel, topic, status, shop, from, to, order } = filters;
  return (
    matches(channel, event.source) &&
    matches(topic, event.topic) &&
    matches(status, event.status) &&
    matches(shop.toLowerCase(), event.shop_domain.toLowerCase()) &&
    (from === '' || event.received_at >= from) &&
    (to === '' || event.received_at < to) &&
    (order === '' || concernsOrder(event, order))
  );
}

/** An order id in a summary: directly after the word "order", or in brackets after the order's name. */
const NAMED_ORDER = /\border (?:[^:(]*\(([\p{L}\p{N}_-]+)\):|([\p{L}\p{N}_-]+))/giu;

/** Whether an event concerns the order with this id: its subject is the order, or its summary names the id. */
export function concernsOrder(event: EventSummary, order: string): boolean {
  if (event.subject === `order#${order}`) return true;
  const named = [...event.payload_summary.matchAll(NAMED_ORDER)];
  return named.some(([, bracketed, plain]) => (bracketed ?? plain) === order);
}

/** The order that an event concerns; `null` if its subject is something else. */
export function orderIdOf(event: EventSummary): string | null {
  return event.subject?.startsWith('order#') === true ? event.subject.slice('order#'.length) : null;
}
