import type { EventLine } from '../../api/types';
import { is, textOf } from '../../format/list-filters';

/** Which events are shown. Empty texts take everything. They stand in the URL, in this order. */
export interface EventFilters {
  readonly channel: string;
  readonly topic: string;
  readonly status: string;
  readonly shop: string;
  /** RFC 3339. */
  readonly from: string;
  readonly to: string;
  /** The order that events are about. */
  readonly order: string;
}

/** They take every event. */
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

/** The filters that a URL names; what makes no sense is left out. */
export function filtersOf(search: URLSearchParams): EventFilters {
  const text = (name: string) => textOf(search, name);
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

/** As the API takes them. */
export function queryOfFilters(filters: EventFilters): Record<string, string> {
  const { channel, topic, status, shop, from, to } = filters;
  const all = { source: channel, topic, status, shop_domain: shop, from, to };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

/** As a bulk replay takes them, up to a time: what comes later is not replayed. */
export function replayFilter(filters: EventFilters, now: string): Record<string, string> {
  const query = queryOfFilters(filters);
  return { status: 'any', ...query, to: filters.to !== '' && filters.to < now ? filters.to : now };
}

/** Whether a live event is wanted. */
export function takes(filters: EventFilters, event: EventLine): boolean {
  const { channel, topic, status, shop, from, to, order } = filters;
  return (
    is(channel, event.source) &&
    is(topic, event.topic) &&
    is(status, event.status) &&
    is(shop.toLowerCase(), event.shop_domain.toLowerCase()) &&
    (from === '' || event.received_at >= from) &&
    (to === '' || event.received_at < to) &&
    (order === '' || isAbout(event, order))
  );
}

/** An order's id in a summary: right behind the word, or in brackets behind the order's name. */
const NAMED_ORDER = /\border (?:[^:(]*\(([\p{L}\p{N}_-]+)\):|([\p{L}\p{N}_-]+))/giu;

/** Whether an event is about the order with this id: its subject is the order, or its summary names it as one. */
export function isAbout(event: EventLine, order: string): boolean {
  if (event.subject === `order#${order}`) return true;
  const named = [...event.payload_summary.matchAll(NAMED_ORDER)];
  return named.some(([, bracketed, plain]) => (bracketed ?? plain) === order);
}

/** The order that an event is about; `null` if it is about something else. */
export function orderOf(event: EventLine): string | null {
  return event.subject?.startsWith('order#') === true ? event.subject.slice('order#'.length) : null;
}
