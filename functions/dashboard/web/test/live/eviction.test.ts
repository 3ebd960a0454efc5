import { afterAll, beforeAll, expect, it } from 'vitest';

import { Stack } from '../stack';
import { deliveryProblem } from './delivery-check';
import { NO_WEB_SOCKET, RecordingClient } from './recording-client';

/** A user's connections beyond this number close the oldest. */
const MAX_CONNECTIONS = 50;
/** How long evicted clients are observed: without a longer delay, each would connect again several times. */
const OBSERVED_MS = 5000;

let stack: Stack;

beforeAll(async () => {
  stack = await Stack.start();
});
afterAll(() => stack.remove());

const isEvicted = (recorder: RecordingClient) => recorder.client.status.get().error?.error === 'too_many_connections';
const observe = () => new Promise((resolve) => setTimeout(resolve, OBSERVED_MS));

it('of four streams of a user the oldest reports its eviction and waits, and none misses an event', async () => {
  const streams = Array.from({ length: 4 }, () => new RecordingClient(stack, NO_WEB_SOCKET));
  for (const recorder of streams) await recorder.connect();
  const [oldest, second] = streams as [RecordingClient, RecordingClient];
  await oldest.until(() => isEvicted(oldest));
  await observe();
  expect(streams.map(isEvicted)).toEqual([true, false, false, false]);
  expect(streams.map(({ environment }) => environment.fetches)).toEqual([1, 1, 1, 1]);

  const ids = [await stack.send({ id: 1 }), await stack.send({ id: 2 })];
  second.client.disconnect();
  oldest.environment.signal('visible');
  for (const recorder of streams.filter((one) => one !== second)) {
    expect(await deliveryProblem(recorder, stack, ids)).toBe(null);
    await recorder.untilLive();
  }
  streams.forEach(({ client }) => client.disconnect());
});

it('of 52 WebSockets of a user the oldest two report their eviction and wait', async () => {
  const clients = Array.from({ length: MAX_CONNECTIONS + 2 }, () => new RecordingClient(stack));
  for (const recorder of clients) await recorder.connect();
  const [first, second, ...others] = clients as [RecordingClient, RecordingClient, ...RecordingClient[]];
  for (const evicted of [first, second]) await evicted.until(() => isEvicted(evicted));
  await observe();
  expect(clients.map(({ environment }) => environment.sockets.length)).toEqual(clients.map(() => 1));
  expect(others.map(({ state }) => state)).toEqual(others.map(() => 'live'));
  clients.forEach(({ client }) => client.disconnect());
});
