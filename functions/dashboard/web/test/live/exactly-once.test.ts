import { afterAll, beforeAll, expect, it } from 'vitest';

import { Stack } from '../stack';
import { NO_WEB_SOCKET, Watched } from './recording-client';

let stack: Stack;
let orders = 1000;

/** Sends as many webhooks of new orders, one after the other. */
async function burst(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.push(await stack.send({ id: (orders += 1) }));
  return ids.toSorted();
}

/** The same until `watched` has changed its connection twice, however fast this machine is; `between` follows each eighth. */
async function flow(watched: Watched, between: () => void = () => {}): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < 40 || watched.environment.sockets.length < 3) {
    ids.push(...(await burst(8)));
    between();
  }
  return ids;
}

beforeAll(async () => {
  stack = await Stack.start();
});
afterAll(() => stack.remove());

it('shows each event once, and an order by its highest rev', async () => {
  const watched = new Watched(stack);
  await watched.live();
  const first = await stack.send({ id: 1, second: 1, status: 'pending' });
  const again = await stack.send({ id: 1, second: 1, status: 'pending' });
  expect(again).toBe(first);
  await watched.all([first]);
  const pending = watched.client.orders.get().find((line) => line.id === '1');
  const second = await stack.send({ id: 1, second: 2, status: 'paid' }, 'orders/updated');
  const late = await stack.send({ id: 1, second: 0, status: 'pending' }, 'orders/updated');
  expect(await watched.all([first, second, late])).toEqual([first, second, late].toSorted());
  const isPaid = () => watched.client.orders.get().some((line) => line.id === '1' && line.status === 'paid');
  await watched.until(isPaid);
  expect(watched.client.orders.get().filter((line) => line.id === '1').length).toBe(1);
  expect(watched.client.orders.get()[0]?.rev).toBeGreaterThan(pending?.rev ?? Infinity);
  watched.client.disconnect();
});

it('fills the gap after it was away', async () => {
  const watched = new Watched(stack);
  await watched.live();
  const before = await burst(3);
  await watched.all(before);
  watched.client.disconnect();
  const missed = await burst(5);
  watched.client.connect();
  const told = await watched.all([...before, ...missed]);
  expect(told.filter((id) => before.includes(id) || missed.includes(id))).toEqual([...before, ...missed]);
  watched.client.disconnect();
});

it('loses nothing and tells nothing twice while its sockets are cut', async () => {
  const watched = new Watched(stack);
  await watched.live();
  const ids = await flow(watched, () => watched.environment.cut());
  const told = await watched.all(ids);
  expect(new Set(told).size).toBe(told.length);
  watched.client.disconnect();
});

it('loses nothing while it changes connections all the time, and is live throughout', async () => {
  const watched = new Watched(stack, { cycleWebSocketMs: 100 });
  await watched.live();
  watched.states.length = 0;
  const ids = await flow(watched);
  const told = await watched.all(ids);
  expect(new Set(told).size).toBe(told.length);
  expect(watched.states).toEqual([]);
  watched.client.disconnect();
});

it('comes back after the server was killed, and has what was sent meanwhile', async () => {
  const watched = new Watched(stack);
  await watched.live();
  const before = await burst(5);
  await stack.kill();
  await watched.until(() => watched.client.status.get().state !== 'live');
  await stack.begin();
  const after = await burst(5);
  const told = await watched.all([...before, ...after]);
  expect(new Set(told).size).toBe(told.length);
  await watched.until(() => watched.client.status.get().state === 'live');
  watched.client.disconnect();
});

it('takes streams where no WebSocket can be opened, and misses as little', async () => {
  const watched = new Watched(stack, NO_WEB_SOCKET);
  await watched.live();
  expect(watched.client.status.get().transport).toBe('sse');
  const before = await burst(5);
  await watched.all(before);
  watched.client.disconnect();
  const missed = await burst(5);
  watched.client.connect();
  const told = await watched.all([...before, ...missed]);
  expect(new Set(told).size).toBe(told.length);
  watched.client.disconnect();
});

it('goes back to a WebSocket when one can be opened, beside the stream', async () => {
  const watched = new Watched(stack, { backToWebSocketMs: 300, cycleStreamMs: 600 });
  const open = watched.environment.socket.bind(watched.environment);
  let opened = 0;
  watched.environment.socket = (url, protocols) => {
    opened += 1;
    return open(opened <= 3 ? 'ws://127.0.0.1:1/ws' : url, protocols);
  };
  await watched.live();
  expect(watched.client.status.get().transport).toBe('sse');
  watched.states.length = 0;
  const ids = await burst(10);
  await watched.until(() => watched.client.status.get().transport === 'websocket');
  const told = await watched.all(ids);
  expect(new Set(told).size).toBe(told.length);
  expect(new Set(watched.states)).toEqual(new Set(['live']));
  watched.client.disconnect();
});
