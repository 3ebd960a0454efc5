// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';

import type { EventSummary } from '../../realtime';
import { LiveProvider } from '../../realtime/react';
import { FakeEnvironment, settle } from '../../realtime/testing/fake-environment';
import { event, id, liveIn } from '../../realtime/testing/samples';
import { EVENT_LIST } from './event-list-kind';
import { useLiveList } from './use-live-list';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

const NONE: readonly EventSummary[] = [];

function List({ pages, isComplete }: { pages: readonly EventSummary[]; isComplete: boolean }) {
  const { rows } = useLiveList<EventSummary>({
    kind: EVENT_LIST,
    pick: ({ events }) => events,
    pages,
    extra: NONE,
    isComplete,
    isPaused: false,
    maxRows: 50,
    listKey: 'list',
  });
  return <p>{rows.map((row) => `${Number(row.id.slice(-5))}.${row.rev}`).join(' ')}</p>;
}

/** A page with a live client, on which `render` shows a list. */
async function openPage() {
  const env = new FakeEnvironment();
  const client = await liveIn(env);
  const container = document.createElement('div');
  const root = createRoot(container);
  const render = (pages: readonly EventSummary[], isComplete: boolean) =>
    act(async () => {
      root.render(
        <LiveProvider client={client}>
          <List pages={pages} isComplete={isComplete} />
        </LiveProvider>,
      );
      await settle();
    });
  return { env, container, render, close: () => act(async () => root.unmount()) };
}

it.each([
  ['a page', [event(3), event(2)], false, '5.1 3.2 2.1'],
  ['no pages', NONE, true, '5.1 3.2 1.1'],
])('events that arrived just before the list was loaded are shown above %s', async (_, pages, isComplete, rows) => {
  const { env, container, render, close } = await openPage();
  // An event older than all loaded ones is loaded with its page.
  env.lastSocket.receive({ v: 1, events: [event(1), event(3, { rev: 2 }), event(5)], orders: [], cursor: id(5) });
  await render(NONE, false);
  expect(container.textContent).toBe('');
  await render(pages, isComplete);
  expect(container.textContent).toBe(rows);
  await close();
});

it('an event that arrived while an older page was loading is shown even if the page lacks it', async () => {
  const { env, container, render, close } = await openPage();
  await render([event(5), event(4)], false);
  await act(async () => {
    env.lastSocket.receive({ v: 1, events: [event(2)], orders: [], cursor: id(5) });
    await settle();
  });
  expect(container.textContent).toBe('5.1 4.1');
  await render([event(5), event(4), event(3), event(1)], true);
  expect(container.textContent).toBe('5.1 4.1 3.1 2.1 1.1');
  await close();
});
