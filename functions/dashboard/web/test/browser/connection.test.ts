import type { WebSocketRoute } from 'playwright-core';
import { expect, it } from 'vitest';

import { scene } from './scenario';
import type { Visitor } from './visitor';

const here = scene();

/** Opens what is said of the connection. */
async function help(visitor: Visitor) {
  await visitor.page.getByTestId('connection').click();
  return visitor.page.getByRole('dialog', { name: 'The live connection' });
}

it('who has disconnected connects again from any page', async () => {
  const visitor = await here.visitor('/events');
  await visitor.button('Disconnect').click();
  await visitor.connection('Disconnected').waitFor();
  await visitor.page.getByRole('link', { name: 'Orders', exact: true }).first().click();
  const dialog = await help(visitor);
  await dialog.getByText('You have disconnected.').waitFor();
  await dialog.getByRole('button', { name: 'Connect' }).click();
  await visitor.live();
});

it('a lost server and a lost network are told apart, with the wait, and can be tried at once', async () => {
  const visitor = await here.visitor('/orders');
  // The browser itself says in the console that nobody answers.
  visitor.faults.expected.push(/ERR_|WebSocket connection to/);
  await here.stack.kill();
  await visitor.page
    .getByTestId('connection')
    .getByText(/^Reconnecting in \d+ s$/)
    .waitFor();
  await visitor.page.context().setOffline(true);
  await visitor.connection('Offline').waitFor();
  await here.stack.begin();
  await visitor.page.context().setOffline(false);
  await visitor.live();

  await here.stack.kill();
  const waiting = visitor.page.getByTestId('connection').getByText(/^Reconnecting in \d+ s$/);
  await waiting.waitFor();
  const dialog = await help(visitor);
  await dialog.getByText('The live connection was lost.').waitFor();
  await here.stack.begin();
  await dialog.getByRole('button', { name: 'Try now' }).or(dialog.getByText('Changes are shown')).first().click();
  await visitor.live();
});

it('a gap that cannot be filled is told to who has paused a list, until it was loaded anew', async () => {
  const visitor = await here.stranger();
  let socket: WebSocketRoute | undefined;
  let lost = false;
  // The server says of what was missed that it is too much.
  await visitor.page.routeWebSocket(/\/ws/, (route) => {
    socket = route;
    route.connectToServer().onMessage((message) => {
      const frame = JSON.parse(String(message)) as { resume?: object };
      const told = lost && frame.resume ? { ...frame, resume: { complete: false, reason: 'too_many' } } : frame;
      route.send(JSON.stringify(told));
    });
  });
  await visitor.go('/events');
  await visitor.signIn('demo');
  await visitor.event(await here.stack.send({ id: 1 })).waitFor();
  // A list that nobody looks back in loads itself anew.
  await visitor.button('Pause').click();
  lost = true;
  await socket?.close({ code: 1012, reason: 'gone' });
  await visitor.connection('Live, with a gap').waitFor();
  const note = visitor.page.getByRole('alert');
  await note.getByText('Too much has happened meanwhile.').waitFor();
  await note.getByRole('button', { name: 'Reload' }).click();
  await visitor.live();
  expect(await note.count()).toBe(0);
});
