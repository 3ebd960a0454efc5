import type { WebSocketRoute } from 'playwright-core';
import { expect, it } from 'vitest';

import { createScenario } from './scenario';
import type { Visitor } from './visitor';

const scenario = createScenario();

/** Opens the explanation of the connection's state. */
async function openHelp(visitor: Visitor) {
  await visitor.page.getByTestId('connection').click();
  return visitor.page.getByRole('dialog', { name: 'Live connection' });
}

it('a disconnected user can reconnect from any page', async () => {
  const visitor = await scenario.signedInVisitor('/events');
  await visitor.button('Disconnect').click();
  await visitor.connection('Disconnected').waitFor();
  await visitor.page.getByRole('link', { name: 'Orders', exact: true }).first().click();
  const dialog = await openHelp(visitor);
  await dialog.getByText('You disconnected.').waitFor();
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await visitor.waitUntilLive();
});

it('a lost server and a lost network are distinguished, with a countdown and a retry button', async () => {
  const visitor = await scenario.signedInVisitor('/orders');
  // The browser logs failed connections in the console.
  visitor.faults.expected.push(/ERR_|WebSocket connection to/);
  await scenario.stack.kill();
  await visitor.page
    .getByTestId('connection')
    .getByText(/^Reconnecting in \d+ s$/)
    .waitFor();
  await visitor.page.context().setOffline(true);
  await visitor.connection('Offline').waitFor();
  await scenario.stack.launch();
  await visitor.page.context().setOffline(false);
  await visitor.waitUntilLive();

  await scenario.stack.kill();
  const countdown = visitor.page.getByTestId('connection').getByText(/^Reconnecting in \d+ s$/);
  await countdown.waitFor();
  const dialog = await openHelp(visitor);
  await dialog.getByText('The live connection was lost.').waitFor();
  await scenario.stack.launch();
  await dialog.getByRole('button', { name: 'Try now' }).or(dialog.getByText('Changes are shown')).first().click();
  await visitor.waitUntilLive();
});

it('an incomplete catch-up is reported to a user with a paused list until the lists are reloaded', async () => {
  const visitor = await scenario.anonymousVisitor();
  let socket: WebSocketRoute | undefined;
  let lost = false;
  // The server reports that too many changes were missed.
  await visitor.page.routeWebSocket(/\/ws/, (route) => {
    socket = route;
    route.connectToServer().onMessage((message) => {
      const frame = JSON.parse(String(message)) as { resume?: object };
      const sent = lost && frame.resume ? { ...frame, resume: { complete: false, reason: 'too_many' } } : frame;
      route.send(JSON.stringify(sent));
    });
  });
  await visitor.go('/events');
  await visitor.signIn('demo');
  await visitor.event(await scenario.stack.send({ id: 1 })).waitFor();
  // A list that is not paused would reload automatically.
  await visitor.button('Pause').click();
  lost = true;
  await socket?.close({ code: 1012, reason: 'gone' });
  await visitor.connection('Live, incomplete').waitFor();
  const notice = visitor.page.getByRole('alert');
  await notice.getByText('Too many changes happened in the meantime.').waitFor();
  await notice.getByRole('button', { name: 'Reload' }).click();
  await visitor.waitUntilLive();
  expect(await notice.count()).toBe(0);
});
