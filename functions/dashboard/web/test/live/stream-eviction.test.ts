import { afterAll, beforeAll, expect, it } from 'vitest';

import { Stack } from '../stack';
import { deliveryProblem } from './delivery-check';
import { NO_WEB_SOCKET, RecordingClient } from './recording-client';

let stack: Stack;

beforeAll(async () => {
  stack = await Stack.start();
});
afterAll(() => stack.remove());

const isEvicted = (recorder: RecordingClient) => recorder.client.status.get().error?.error === 'closed_early';

it('four streams of a user report their eviction, and three of them miss nothing', async () => {
  const streams = Array.from({ length: 4 }, () => new RecordingClient(stack, NO_WEB_SOCKET));
  for (const recorder of streams.slice(0, 3)) await recorder.connect();
  const firstEvicted = Promise.race(
    streams.map((recorder) => recorder.until(() => isEvicted(recorder)).then(() => recorder)),
  );
  await streams[3]?.connect();
  const evicted = await firstEvicted;
  expect(evicted).toBe(streams[0]);
  const ids = [await stack.send({ id: 1 }), await stack.send({ id: 2 })];
  streams[1]?.client.disconnect();
  for (const recorder of streams.filter((one) => one !== streams[1])) {
    expect(await deliveryProblem(recorder, stack, ids)).toBe(null);
    await recorder.untilLive();
  }
  streams.forEach(({ client }) => client.disconnect());
});
