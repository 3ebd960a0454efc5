import { isFields } from './protocol/validators';
import type { Filter } from './protocol/types';

/** Bounds of docs/live.md. */
const MOST: Readonly<Record<Exclude<keyof Filter, 'order'>, number>> = {
  integrations: 100,
  channels: 10,
  topics: 50,
  statuses: 2,
};
/** The largest message of a client in bytes. */
export const LARGEST_MESSAGE = 10 * 1024;
/** The largest filter in bytes of JSON. */
const LARGEST_FILTER = 3 * 1024;
/** The longest id of an order, and the longest topic, in bytes. */
const LONGEST_ORDER = 256;
const LONGEST_TOPIC = 100;
const INTEGRATION_ID = /^[a-z0-9-]{1,64}$/;

/** Takes everything. */
export const EVERYTHING: Filter = Object.freeze({});

/** Whether it takes everything. */
export function isEverything(filter: Filter): boolean {
  return Object.keys(filter).length === 0;
}

/**
 * A copy that stays as it is.
 *
 * @throws RangeError for one that the server would refuse.
 */
export function checked(filter: Filter): Filter {
  for (const [name, most] of Object.entries(MOST)) {
    const list = filter[name as keyof typeof MOST];
    if (list && list.length > most) throw new RangeError(`a filter has at most ${most} ${name}`);
  }
  if (!(filter.integrations ?? []).every((id) => INTEGRATION_ID.test(id))) {
    throw new RangeError('an integration id is 1 to 64 of a-z, 0-9 and -');
  }
  if (!(filter.topics ?? []).every((topic) => bytes(topic) <= LONGEST_TOPIC)) {
    throw new RangeError('a topic is too long');
  }
  if (bytes(filter.order ?? '') > LONGEST_ORDER) throw new RangeError('the id of the order is too long');
  const text = JSON.stringify(filter);
  if (bytes(text) > LARGEST_FILTER) throw new RangeError('the filter is too long');
  return Object.freeze(JSON.parse(text) as Filter);
}

/** Whether the server told of the same filter. What a newer server adds counts for nothing. */
export function isSame(filter: Filter, told: unknown): boolean {
  if (!isFields(told)) return false;
  const names = [...Object.keys(MOST), 'order'] as (keyof Filter)[];
  return names.every((name) => JSON.stringify(filter[name]) === JSON.stringify(told[name]));
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The same filter in a stream's query. */
export function query(filter: Filter): string {
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
