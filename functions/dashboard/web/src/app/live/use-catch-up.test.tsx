// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';

import { LiveProvider } from '../../realtime/react';
import { FakeEnvironment, settle } from '../../realtime/testing/fake-environment';
import { clientIn, id } from '../../realtime/testing/samples';
import { useCatchUp } from './use-catch-up';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

function List({ cursor }: { cursor: string }) {
  useCatchUp(cursor);
  return null;
}

/** A page with a connecting client, on which `render` shows a list. */
async function openPage() {
  const env = new FakeEnvironment();
  const client = clientIn(env);
  const root = createRoot(document.createElement('div'));
  const render = (cursor: string | null) =>
    act(async () => {
      root.render(<LiveProvider client={client}>{cursor !== null && <List cursor={cursor} />}</LiveProvider>);
      await settle();
    });
  await render(null);
  /** The cursors of all catch-ups that were requested. */
  const catchUps = () => env.sockets.flatMap((socket) => socket.sent.map(({ after }) => after));
  return { env, render, catchUps, close: () => act(async () => root.unmount()) };
}

it('a list that was requested before the connection was live requests one catch-up', async () => {
  const { env, render, catchUps, close } = await openPage();
  await render('');
  await act(async () => env.lastSocket.becomeLive(id(5)));
  await render(id(3));
  expect(catchUps()).toEqual([undefined, id(3)]);
  env.lastSocket.receive({
    v: 1,
    events: [],
    orders: [],
    cursor: id(6),
    resume: { complete: false, reason: 'too_many' },
  });
  // A reload, with and without an empty state in between.
  await render('');
  await render(id(7));
  await render(id(8));
  expect(catchUps()).toEqual([undefined, id(3)]);
  await close();
});

it('a list that was loaded before the connection was open is included in the first catch-up', async () => {
  const { env, render, catchUps, close } = await openPage();
  await render('');
  await render(id(3));
  await act(async () => env.lastSocket.open());
  env.lastSocket.receive({ v: 1, events: [], orders: [], cursor: id(6), resume: { complete: true } });
  await render(id(7));
  expect(catchUps()).toEqual([id(3)]);
  await close();
});

it('a list that is requested after the first catch-up needs none', async () => {
  const { env, render, catchUps, close } = await openPage();
  await act(async () => env.lastSocket.becomeLive(id(5)));
  await render('');
  await render(id(7));
  expect(catchUps()).toEqual([undefined]);
  await close();
});

it('a list that is requested while the connection is lost is covered by the next resume', async () => {
  const { env, render, catchUps, close } = await openPage();
  await act(async () => env.lastSocket.becomeLive(id(5)));
  await act(async () => env.lastSocket.fail());
  await render('');
  await env.advance(1000);
  await act(async () => env.lastSocket.becomeLive(id(8)));
  await render(id(7));
  expect(catchUps()).toEqual([undefined, id(5)]);
  await close();
});
