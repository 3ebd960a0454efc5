import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';

import type { EventLine, OrderLine } from '../../realtime';
import { failuresAfter, freshen, keys } from './update-caches';

const event = (id: string, more: Partial<EventLine> = {}) =>
  ({ id, integration: 'a', status: 'processed', rev: 1, ...more }) as EventLine;
const ids = (events: readonly EventLine[]) => events.map(({ id }) => id);
const order = (id: string) => ({ id, integration: 'a' }) as OrderLine;

it('what is open and has changed is asked for anew, once, and what was closed when it is opened', async () => {
  const queries = new QueryClient();
  const asked: string[] = [];
  const open = (key: readonly string[]) =>
    new QueryObserver(queries, {
      queryKey: key,
      queryFn: () => asked.push(key.join(' ')),
      staleTime: Infinity,
    }).subscribe(() => undefined);
  open(keys.order('a', '1'));
  open(keys.event('e'));
  const closed = open(keys.order('a', '2'));
  await new Promise((resolve) => setTimeout(resolve, 0));
  closed();
  asked.length = 0;
  freshen(queries, [
    { events: [], orders: [order('1'), order('2')] },
    { events: [event('other')], orders: [order('1')] },
  ]);
  expect(asked).toEqual(['order a 1']);
  open(keys.order('a', '2'));
  expect(asked).toEqual(['order a 1', 'order a 2']);
});

it('an integration was heard of last when its newest event came', () => {
  const queries = new QueryClient();
  queries.setQueryData(keys.lastEvent('a'), null);
  freshen(queries, [{ events: [event('2'), event('3')], orders: [] }]);
  freshen(queries, [{ events: [event('1'), event('9', { integration: 'unseen' })], orders: [] }]);
  expect(queries.getQueryData<EventLine>(keys.lastEvent('a'))?.id).toBe('3');
  expect(queries.getQueryData(keys.lastEvent('unseen'))).toBeUndefined();
});

it('failures are the newest ones, and go when they are mended', () => {
  const failed = (id: string, rev = 1) => event(id, { status: 'failed', rev });
  const before = [failed('3'), failed('1')];
  expect(ids(failuresAfter(before, [failed('2'), event('4')]))).toEqual(['3', '2', '1']);
  expect(ids(failuresAfter(before, [event('3', { rev: 2 })]))).toEqual(['1']);
  expect(failuresAfter(before, [event('9')])).toBe(before);
  expect(
    failuresAfter(
      before,
      ['4', '5', '6', '7', '8'].map((id) => failed(id)),
    ),
  ).toHaveLength(5);
});
