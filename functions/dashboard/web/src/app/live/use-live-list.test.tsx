// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';

import type { EventLine } from '../../realtime';
import { LiveProvider } from '../../realtime/react';
import { event, id, liveIn } from '../../realtime/testing/samples';
import { World, settle } from '../../realtime/testing/fake-environment';
import { EVENTS } from './event-list-kind';
import { useLiveList } from './use-live-list';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

const NONE: readonly EventLine[] = [];

function List({ pages, whole }: { pages: readonly EventLine[]; whole: boolean }) {
  const { rows } = useLiveList<EventLine>({
    kind: EVENTS,
    pick: ({ events }) => events,
    pages,
    extra: NONE,
    whole,
    held: false,
    most: 50,
    listKey: 'list',
  });
  return <p>{rows.map((line) => `${Number(line.id.slice(-5))}.${line.rev}`).join(' ')}</p>;
}

/** A list that is drawn in a document, of a client that is live. */
async function drawn() {
  const world = new World();
  const client = await liveIn(world);
  const place = document.createElement('div');
  const root = createRoot(place);
  const draw = (pages: readonly EventLine[], whole: boolean) =>
    act(async () => {
      root.render(
        <LiveProvider client={client}>
          <List pages={pages} whole={whole} />
        </LiveProvider>,
      );
      await settle();
    });
  return { world, place, draw, end: () => act(async () => root.unmount()) };
}

it.each([
  ['its pages', [event(3), event(2)], false, '5.1 3.2 2.1'],
  ['nothing, since it is empty', NONE, true, '5.1 3.2 1.1'],
])('a list has what came just before it was read, and is not in it yet, over %s', async (_, pages, whole, rows) => {
  const { world, place, draw, end } = await drawn();
  // What is older than all that is loaded comes with its page.
  world.last.say({ v: 1, events: [event(1), event(3, { rev: 2 }), event(5)], orders: [], cursor: id(5) });
  await draw(NONE, false);
  expect(place.textContent).toBe('');
  await draw(pages, whole);
  expect(place.textContent).toBe(rows);
  await end();
});

it('what came while an older page was on its way is there once the page is, which need not have it', async () => {
  const { world, place, draw, end } = await drawn();
  await draw([event(5), event(4)], false);
  await act(async () => {
    world.last.say({ v: 1, events: [event(2)], orders: [], cursor: id(5) });
    await settle();
  });
  expect(place.textContent).toBe('5.1 4.1');
  await draw([event(5), event(4), event(3), event(1)], true);
  expect(place.textContent).toBe('5.1 4.1 3.1 2.1 1.1');
  await end();
});
