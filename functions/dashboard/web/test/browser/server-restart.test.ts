import { expect, it } from 'vitest';

import { createScenario } from './scenario';

const scenario = createScenario();

it('the page reconnects after the server was killed, and shows each missed event once', async () => {
  const visitor = await scenario.anonymousVisitor();
  // Connections are blocked while the missed events are sent, so that only a catch-up can deliver them.
  let isBlocked = false;
  await visitor.page.routeWebSocket(/\/ws$/, async (route) => {
    if (isBlocked) await route.close({ code: 1012, reason: 'blocked' });
    else route.connectToServer();
  });
  await visitor.page.route('**/api/webhooks/events/stream*', (route) => (isBlocked ? route.abort() : route.continue()));
  await visitor.go('/events');
  await visitor.signIn('demo');
  const before = await scenario.stack.send({ id: 1 });
  await visitor.event(before).waitFor();
  await visitor.markDocument();
  // The browser logs failed connections in the console.
  visitor.faults.expected.push(/ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|WebSocket connection to/);

  isBlocked = true;
  await scenario.stack.kill();
  await visitor.connection('Live').waitFor({ state: 'detached' });
  await scenario.stack.launch();
  const missed = [await scenario.stack.send({ id: 2 }), await scenario.stack.send({ id: 3 })];
  expect(await visitor.connection('Live').count()).toBe(0);
  for (const id of missed) expect(await visitor.event(id).count()).toBe(0);
  isBlocked = false;
  await visitor.waitUntilLive();
  for (const id of missed) await visitor.event(id).waitFor();
  const after = await scenario.stack.send({ id: 4 });
  await visitor.event(after).waitFor();
  for (const id of [before, ...missed, after]) expect(await visitor.event(id).count()).toBe(1);
  expect(await visitor.isSameDocument()).toBe(true);
});
