import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';

import type { EventSummary, OrderSummary } from '../../realtime';
import { queryKeys } from '../api/query-keys';
import { updatedFailures, updateCaches } from './update-caches';

const event = (id: string, more: Partial<EventSummary> = {}) =>
  ({ id, integration: 'a', status: 'processed', rev: 1, ...more }) as EventSummary;
const ids = (events: readonly EventSummary[]) => events.map(({ id }) => id);
const order = (id: string) => ({ id, integration: 'a' }) as OrderSummary;

it('changed details are refetched once if they are open, and when they are opened otherwise', async () => {
  const queries = new QueryClient();
  const fetched: string[] = [];
  const open = (key: readonly string[]) =>
    new QueryObserver(queries, {
      queryKey: key,
      queryFn: () => fetched.push(key.join(' ')),
      staleTime: Infinity,
    }).subscribe(() => undefined);
  open(queryKeys.order('a', '1'));
  open(queryKeys.event('e'));
  const close = open(queryKeys.order('a', '2'));
  await new Promise((resolve) => setTimeout(resolve, 0));
  close();
  fetched.length = 0;
  updateCaches(queries, [
    { events: [], orders: [order('1'), order('2')] },
    { events: [event('other')], orders: [order('1')] },
  ]);
  expect(fetched).toEqual(['order a 1']);
  open(queryKeys.order('a', '2'));
  expect(fetched).toEqual(['order a 1', 'order a 2']);
});

it('the last event of an integration is its newest one', () => {
  const queries = new QueryClient();
  queries.setQueryData(queryKeys.lastEvent('a'), null);
  updateCaches(queries, [{ events: [event('2'), event('3')], orders: [] }]);
  updateCaches(queries, [{ events: [event('1'), event('9', { integration: 'not-cached' })], orders: [] }]);
  expect(queries.getQueryData<EventSummary>(queryKeys.lastEvent('a'))?.id).toBe('3');
  expect(queries.getQueryData(queryKeys.lastEvent('not-cached'))).toBeUndefined();
});

it('failures are the newest failed events, without those that were fixed', () => {
  const failed = (id: string, rev = 1) => event(id, { status: 'failed', rev });
  const before = [failed('3'), failed('1')];
  expect(ids(updatedFailures(before, [failed('2'), event('4')]))).toEqual(['3', '2', '1']);
  expect(ids(updatedFailures(before, [event('3', { rev: 2 })]))).toEqual(['1']);
  expect(updatedFailures(before, [event('9')])).toBe(before);
  expect(
    updatedFailures(
      before,
      ['4', '5', '6', '7', '8'].map((id) => failed(id)),
    ),
  ).toHaveLength(5);
});
