import { expect, it } from 'vitest';

import { scene } from './scenario';

const here = scene();

it('a second user sees nothing of the first', async () => {
  const event = await here.stack.send({ id: 1 });
  const owner = await here.visitor('/events');
  const other = await here.visitor('/events', 'somebody-else');
  await owner.event(event).waitFor();
  const empty = [
    ['/events', 'No webhook has come yet'],
    ['/orders', 'There are no orders yet'],
    ['/integrations', 'No sales channel is connected yet'],
    [`/events/${event}`, 'There is no such event'],
    ['/orders/demo-shopify/1', 'There is no such order'],
  ] as const;
  // The browser itself says in the console that there is no such thing.
  other.faults.expected.push(/the server responded with a status of 404/);
  for (const [path, words] of empty) {
    await other.go(path);
    await other.page.getByText(words).first().waitFor();
  }

  await other.go('/events');
  await other.live();
  const live = await here.stack.send({ id: 2 });
  await owner.event(live).waitFor();
  // What another one gets live comes after this, on a connection that keeps the order.
  await other.page.reload();
  await other.live();
  expect(await other.rows('events').count()).toBe(0);
  expect(other.frames.length).toBeGreaterThan(0);
  expect(other.frames.filter((frame) => frame.includes(event) || frame.includes(live))).toEqual([]);
});
