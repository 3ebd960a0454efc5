import type { Filter } from './types';

/** Bounds of docs/live.md. */
const MOST: Readonly<Record<Exclude<keyof Filter, 'order'>, number>> = {
  integrations: 100,
  channels: 10,
  topics: 50,
  statuses: 2,
};
/** The largest message of a client in bytes. */
export const LARGEST_MESSAGE = 4 * 1024;
/** Room for what stands around the filter in a `resume`. */
const AROUND = 128;

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
  const text = JSON.stringify(filter);
  if (new TextEncoder().encode(text).length + AROUND > LARGEST_MESSAGE) throw new RangeError('the filter is too long');
  return Object.freeze(JSON.parse(text) as Filter);
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
