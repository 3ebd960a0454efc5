import { expect, it } from 'vitest';

import { createScenario } from './scenario';

const scenario = createScenario();

it('a user without access sees no data of another user', async () => {
  const event = await scenario.stack.send({ id: 1 });
  const owner = await scenario.signedInVisitor('/events');
  const other = await scenario.signedInVisitor('/events', 'somebody-else');
  await owner.event(event).waitFor();
  const emptyPages = [
    ['/events', 'No webhooks yet'],
    ['/orders', 'No orders yet'],
    ['/integrations', 'No integrations yet'],
    [`/events/${event}`, 'Event not found'],
    ['/orders/demo-shopify/1', 'Order not found'],
  ] as const;
  // The browser logs each 404 in the console.
  other.faults.expected.push(/the server responded with a status of 404/);
  for (const [path, title] of emptyPages) {
    await other.go(path);
    await other.page.getByText(title).first().waitFor();
  }

  await other.go('/events');
  await other.waitUntilLive();
  const live = await scenario.stack.send({ id: 2 });
  await owner.event(live).waitFor();
  // The connection keeps the order, so frames for another user would have arrived before these.
  await other.page.reload();
  await other.waitUntilLive();
  expect(await other.rows('events').count()).toBe(0);
  expect(other.frames.length).toBeGreaterThan(0);
  expect(other.frames.filter((frame) => frame.includes(event) || frame.includes(live))).toEqual([]);
});
