import { afterAll, beforeAll, expect, it } from 'vitest';

import { Stack } from '../stack';
import { Drawn } from './rendered-page';
import { Network } from './faulty-network';
import { Watched } from './recording-client';

let stack: Stack;
let network: Network;

beforeAll(async () => {
  stack = await Stack.start();
  network = await Network.before(stack.port);
});
afterAll(async () => {
  network.close();
  await stack.remove();
});

it.each(['websocket', 'sse'] as const)('the hooks draw what happens while it happens, by %s', async (way) => {
  const { client } = Watched.by(way, stack, network.port);
  const page = new Drawn(client);
  const [state, events, orders] = [() => page.shown('state'), () => page.shown('event'), () => page.shown('order')];
  await page.until(() => state()[0] === 'live');
  const number = way === 'sse' ? 1 : 2;
  const first = await stack.send({ id: number, status: 'pending' });
  await page.until(() => events()[0] === first && orders().includes(`#${number} pending`));

  network.down();
  await page.until(() => state()[0] === 'reconnecting');
  const missed = await stack.send({ id: number, second: 1, status: 'paid' }, 'orders/updated');
  network.up();
  await page.until(() => events()[0] === missed && orders().includes(`#${number} paid`));
  await page.until(() => state()[0] === 'live');
  expect(events().filter((id) => id === first || id === missed)).toEqual([missed, first]);
  expect(orders()).not.toContain(`#${number} pending`);

  page.leave();
  expect(client.status.get().state).toBe('closed');
});
