import { afterAll, beforeAll, expect, it } from 'vitest';

import { Stack } from '../stack';
import { FaultyNetwork } from './faulty-network';
import { RecordingClient } from './recording-client';
import { RenderedPage } from './rendered-page';

let stack: Stack;
let network: FaultyNetwork;

beforeAll(async () => {
  stack = await Stack.start();
  network = await FaultyNetwork.inFrontOf(stack.port);
});
afterAll(async () => {
  network.close();
  await stack.remove();
});

it.each(['websocket', 'sse'] as const)('the hooks render changes while they happen: %s', async (transport) => {
  const { client } = RecordingClient.via(transport, stack, network.port);
  const page = new RenderedPage(client);
  const [state, events, orders] = [() => page.texts('state'), () => page.texts('event'), () => page.texts('order')];
  await page.until(() => state()[0] === 'live');
  const number = transport === 'sse' ? 1 : 2;
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

  page.unmount();
  expect(client.status.get().state).toBe('closed');
});
