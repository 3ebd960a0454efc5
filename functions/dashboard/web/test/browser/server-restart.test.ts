import { expect, it } from 'vitest';

import { scene } from './scenario';

const here = scene();

it('the page comes back by itself after the server was killed, and shows once what it missed', async () => {
  const visitor = await here.stranger();
  // What is missed is sent while nobody is connected: it can only come as what was missed.
  let isHeld = false;
  await visitor.page.routeWebSocket(/\/ws$/, async (route) => {
    if (isHeld) await route.close({ code: 1012, reason: 'held off' });
    else route.connectToServer();
  });
  await visitor.page.route('**/api/webhooks/events/stream*', (route) => (isHeld ? route.abort() : route.continue()));
  await visitor.go('/events');
  await visitor.signIn('demo');
  const before = await here.stack.send({ id: 1 });
  await visitor.event(before).waitFor();
  await visitor.mark();
  // The browser itself says in the console that nobody answers.
  visitor.faults.expected.push(/ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|WebSocket connection to/);

  isHeld = true;
  await here.stack.kill();
  await visitor.connection('Live').waitFor({ state: 'detached' });
  await here.stack.begin();
  const missed = [await here.stack.send({ id: 2 }), await here.stack.send({ id: 3 })];
  expect(await visitor.connection('Live').count()).toBe(0);
  for (const id of missed) expect(await visitor.event(id).count()).toBe(0);
  isHeld = false;
  await visitor.live();
  for (const id of missed) await visitor.event(id).waitFor();
  const after = await here.stack.send({ id: 4 });
  await visitor.event(after).waitFor();
  for (const id of [before, ...missed, after]) expect(await visitor.event(id).count()).toBe(1);
  expect(await visitor.isMarked()).toBe(true);
});
