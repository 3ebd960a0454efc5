// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';

import { LiveProvider } from '../../realtime/react';
import { clientIn, id } from '../../realtime/testing/samples';
import { World, settle } from '../../realtime/testing/world';
import { ReloadsProvider, useReloads } from './reloads';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

function Count() {
  return <p>{useReloads().count} reloads</p>;
}

it.each([
  ['late_change', '1 reloads', null],
  ['too_many', '0 reloads', 'too_many'],
])('lists are loaded anew by themselves where older events were changed: %s', async (reason, shown, stale) => {
  const world = new World();
  const client = clientIn(world);
  const queries = new QueryClient();
  const invalidated = vi.spyOn(queries, 'invalidateQueries');
  const place = document.createElement('div');
  const root = createRoot(place);
  await act(async () => {
    root.render(
      <QueryClientProvider client={queries}>
        <LiveProvider client={client}>
          <ReloadsProvider>
            <Count />
          </ReloadsProvider>
        </LiveProvider>
      </QueryClientProvider>,
    );
    await settle();
  });
  await act(async () => {
    world.last.open();
    world.last.say({ v: 1, events: [], orders: [], cursor: id(1), resume: { complete: false, reason } });
  });
  expect(place.textContent).toBe(shown);
  expect(invalidated).toHaveBeenCalledTimes(stale === null ? 1 : 0);
  expect(client.status.get().stale).toBe(stale);
  await act(async () => root.unmount());
});
