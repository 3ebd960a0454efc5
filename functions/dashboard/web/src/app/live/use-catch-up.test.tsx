// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';

import { LiveProvider } from '../../realtime/react';
import { clientIn, id } from '../../realtime/testing/samples';
import { World, settle } from '../../realtime/testing/fake-environment';
import { useCatchUp } from './use-catch-up';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

function List({ cursor }: { cursor: string }) {
  useCatchUp(cursor);
  return null;
}

/** A page whose connection is being made, and which shows a list when it is told to. */
async function page() {
  const world = new World();
  const client = clientIn(world);
  const root = createRoot(document.createElement('div'));
  const draw = (cursor: string | null) =>
    act(async () => {
      root.render(<LiveProvider client={client}>{cursor !== null && <List cursor={cursor} />}</LiveProvider>);
      await settle();
    });
  await draw(null);
  /** The places from which the client has asked, so far. */
  const asked = () => world.sockets.flatMap((socket) => socket.sent.map(({ after }) => after));
  return { world, draw, asked, leave: () => act(async () => root.unmount()) };
}

it('a list that was asked for before anything was live has what came meanwhile sent, and one time only', async () => {
  const { world, draw, asked, leave } = await page();
  await draw('');
  await act(async () => world.last.live(id(5)));
  await draw(id(3));
  expect(asked()).toEqual([undefined, id(3)]);
  world.last.say({ v: 1, events: [], orders: [], cursor: id(6), resume: { complete: false, reason: 'too_many' } });
  // It is loaded anew, with or without what was there before on the screen.
  await draw('');
  await draw(id(7));
  await draw(id(8));
  expect(asked()).toEqual([undefined, id(3)]);
  await leave();
});

it('a list that was asked for before anything was live has it sent with the first gap, if it is there by then', async () => {
  const { world, draw, asked, leave } = await page();
  await draw('');
  await draw(id(3));
  await act(async () => world.last.open());
  world.last.say({ v: 1, events: [], orders: [], cursor: id(6), resume: { complete: true } });
  await draw(id(7));
  expect(asked()).toEqual([id(3)]);
  await leave();
});

it('a list that is asked for once a gap has ended misses nothing', async () => {
  const { world, draw, asked, leave } = await page();
  await act(async () => world.last.live(id(5)));
  await draw('');
  await draw(id(7));
  expect(asked()).toEqual([undefined]);
  await leave();
});

it('a list that is asked for while the connection is lost misses nothing, since the next one goes on from before', async () => {
  const { world, draw, asked, leave } = await page();
  await act(async () => world.last.live(id(5)));
  await act(async () => world.last.fail());
  await draw('');
  await world.advance(1000);
  await act(async () => world.last.live(id(8)));
  await draw(id(7));
  expect(asked()).toEqual([undefined, id(5)]);
  await leave();
});
