import { afterAll, beforeAll, expect, it } from 'vitest';

import { Stack } from '../stack';
import { NO_WEB_SOCKET, RecordingClient } from './recording-client';

let stack: Stack;
let orders = 1000;

/** Sends webhooks of new orders one after the other; returns the events' ids, sorted. */
async function sendOrders(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.push(await stack.send({ id: (orders += 1) }));
  return ids.toSorted();
}

/**
 * Sends orders until the client has changed its connection twice, however fast the machine is; `onBatch` follows each
 * 8.
 */
async function sendUntilReconnected(recorder: RecordingClient, onBatch: () => void = () => {}): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < 40 || recorder.environment.sockets.length < 3) {
    ids.push(...(await sendOrders(8)));
    onBatch();
  }
  return ids;
}

beforeAll(async () => {
  stack = await Stack.start();
});
afterAll(() => stack.remove());

it('each event is reported once, and an order is held with its highest rev', async () => {
  const recorder = new RecordingClient(stack);
  await recorder.connect();
  const first = await stack.send({ id: 1, second: 1, status: 'pending' });
  const again = await stack.send({ id: 1, second: 1, status: 'pending' });
  expect(again).toBe(first);
  await recorder.all([first]);
  const pending = recorder.client.orders.get().find((order) => order.id === '1');
  const second = await stack.send({ id: 1, second: 2, status: 'paid' }, 'orders/updated');
  const late = await stack.send({ id: 1, second: 0, status: 'pending' }, 'orders/updated');
  expect(await recorder.all([first, second, late])).toEqual([first, second, late].toSorted());
  const isPaid = () => recorder.client.orders.get().some((order) => order.id === '1' && order.status === 'paid');
  await recorder.until(isPaid);
  expect(recorder.client.orders.get().filter((order) => order.id === '1').length).toBe(1);
  expect(recorder.client.orders.get()[0]?.rev).toBeGreaterThan(pending?.rev ?? Infinity);
  recorder.client.disconnect();
});

it('a reconnecting client catches up', async () => {
  const recorder = new RecordingClient(stack);
  await recorder.connect();
  const before = await sendOrders(3);
  await recorder.all(before);
  recorder.client.disconnect();
  const missed = await sendOrders(5);
  recorder.client.connect();
  const reported = await recorder.all([...before, ...missed]);
  expect(reported.filter((id) => before.includes(id) || missed.includes(id))).toEqual([...before, ...missed]);
  recorder.client.disconnect();
});

it('nothing is lost or reported twice while the sockets are cut', async () => {
  const recorder = new RecordingClient(stack);
  await recorder.connect();
  const ids = await sendUntilReconnected(recorder, () => recorder.environment.cutSockets());
  const reported = await recorder.all(ids);
  expect(new Set(reported).size).toBe(reported.length);
  recorder.client.disconnect();
});

it('nothing is lost while connections are replaced continually, and the client stays live', async () => {
  const recorder = new RecordingClient(stack, { webSocketLifetimeMs: 100 });
  await recorder.connect();
  recorder.states.length = 0;
  const ids = await sendUntilReconnected(recorder);
  const reported = await recorder.all(ids);
  expect(new Set(reported).size).toBe(reported.length);
  expect(recorder.states).toEqual([]);
  recorder.client.disconnect();
});

it('after the server was killed and restarted, the client reconnects and catches up', async () => {
  const recorder = new RecordingClient(stack);
  await recorder.connect();
  const before = await sendOrders(5);
  await stack.kill();
  await recorder.until(() => recorder.client.status.get().state !== 'live');
  await stack.launch();
  const after = await sendOrders(5);
  const reported = await recorder.all([...before, ...after]);
  expect(new Set(reported).size).toBe(reported.length);
  await recorder.until(() => recorder.client.status.get().state === 'live');
  recorder.client.disconnect();
});

it('without WebSockets, streams are used and nothing is lost', async () => {
  const recorder = new RecordingClient(stack, NO_WEB_SOCKET);
  await recorder.connect();
  expect(recorder.client.status.get().transport).toBe('sse');
  const before = await sendOrders(5);
  await recorder.all(before);
  recorder.client.disconnect();
  const missed = await sendOrders(5);
  recorder.client.connect();
  const reported = await recorder.all([...before, ...missed]);
  expect(new Set(reported).size).toBe(reported.length);
  recorder.client.disconnect();
});

it('when WebSockets work again, one replaces the stream without an interruption', async () => {
  const recorder = new RecordingClient(stack, { webSocketRetryAfterMs: 300, streamLifetimeMs: 600 });
  const open = recorder.environment.openSocket.bind(recorder.environment);
  let opened = 0;
  recorder.environment.openSocket = (url, protocols) => {
    opened += 1;
    return open(opened <= 3 ? 'ws://127.0.0.1:1/ws' : url, protocols);
  };
  await recorder.connect();
  expect(recorder.client.status.get().transport).toBe('sse');
  recorder.states.length = 0;
  const ids = await sendOrders(10);
  await recorder.until(() => recorder.client.status.get().transport === 'websocket');
  const reported = await recorder.all(ids);
  expect(new Set(reported).size).toBe(reported.length);
  expect(new Set(recorder.states)).toEqual(new Set(['live']));
  recorder.client.disconnect();
});
