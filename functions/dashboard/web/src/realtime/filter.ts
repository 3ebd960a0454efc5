import type { Filter } from './protocol/types';
import { isRecord } from './protocol/validators';

/** The maximum number of values of each member (docs/live.md). */
const MAX_VALUES: Readonly<Record<Exclude<keyof Filter, 'order'>, number>> = {
  integrations: 100,
  channels: 10,
  topics: 50,
  statuses: 2,
};
/** The maximum size of a message from the client (docs/live.md). */
export const MAX_CLIENT_MESSAGE_BYTES = 10 * 1024;
/** The maximum size of a filter as JSON. */
const MAX_FILTER_BYTES = 3 * 1024;
const MAX_ORDER_ID_BYTES = 256;
const MAX_TOPIC_BYTES = 100;
const INTEGRATION_ID = /^[a-z0-9-]{1,64}$/;

/** The filter that matches everything. */
export const MATCH_ALL: Filter = Object.freeze({});

export function matchesAll(filter: Filter): boolean {
  return Object.keys(filter).length === 0;
}

/**
 * A frozen copy of a valid filter.
 *
 * @throws RangeError if the server would reject the filter.
 */
export function validated(filter: Filter): Filter {
  for (const [name, max] of Object.entries(MAX_VALUES)) {
    const list = filter[name as keyof typeof MAX_VALUES];
    if (list && list.length > max) throw new RangeError(`a filter may have at most ${max} ${name}`);
  }
  if (!(filter.integrations ?? []).every((id) => INTEGRATION_ID.test(id))) {
    throw new RangeError('an integration id has 1 to 64 of the characters a-z, 0-9 and -');
  }
  if (!(filter.topics ?? []).every((topic) => bytes(topic) <= MAX_TOPIC_BYTES)) {
    throw new RangeError(`a topic may have at most ${MAX_TOPIC_BYTES} bytes`);
  }
  if (bytes(filter.order ?? '') > MAX_ORDER_ID_BYTES) {
    throw new RangeError(`an order id may have at most ${MAX_ORDER_ID_BYTES} bytes`);
  }
  const text = JSON.stringify(filter);
  if (bytes(text) > MAX_FILTER_BYTES) throw new RangeError(`a filter may have at most ${MAX_FILTER_BYTES} bytes`);
  return Object.freeze(JSON.parse(text) as Filter);
}

/** Whether the server confirmed this filter. Members that a newer server adds are ignored. */
export function isConfirmedBy(filter: Filter, confirmed: unknown): boolean {
  if (!isRecord(confirmed)) return false;
  const names = [...Object.keys(MAX_VALUES), 'order'] as (keyof Filter)[];
  return names.every((name) => JSON.stringify(filter[name]) === JSON.stringify(confirmed[name]));
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The filter as the query string of a stream's URL. */
export function queryString(filter: Filter): string {
  const parameters = new URLSearchParams();
  const add = (name: string, values: readonly string[] = []) =>
    values.forEach((value) => parameters.append(name, value));
  add('integration', filter.integrations);
  add('channel', filter.channels);
  add('topic', filter.topics);
  add('status', filter.statuses);
  if (filter.order !== undefined) parameters.set('order', filter.order);
  return parameters.toString();
}
