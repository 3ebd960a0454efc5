import { afterAll, beforeAll, expect, it } from 'vitest';

import { Stack } from '../stack';
import { NO_WEB_SOCKET, Watched } from './recording-client';
import { wrongWith } from './delivery-check';

let stack: Stack;

beforeAll(async () => {
  stack = await Stack.start();
});
afterAll(() => stack.remove());

const early = (watched: Watched) => watched.client.status.get().error?.error === 'closed_early';

it('four streams of a user say that they close each other, and once they are three nothing is missing', async () => {
  const streams = Array.from({ length: 4 }, () => new Watched(stack, NO_WEB_SOCKET));
  for (const watched of streams.slice(0, 3)) await watched.live();
  const closed = Promise.race(streams.map((watched) => watched.until(() => early(watched)).then(() => watched)));
  await streams[3]?.live();
  const first = await closed;
  expect(first).toBe(streams[0]);
  const ids = [await stack.send({ id: 1 }), await stack.send({ id: 2 })];
  streams[1]?.client.disconnect();
  for (const watched of streams.filter((one) => one !== streams[1])) {
    expect(await wrongWith(watched, stack, ids)).toBe(null);
    await watched.isLive();
  }
  streams.forEach(({ client }) => client.disconnect());
});
