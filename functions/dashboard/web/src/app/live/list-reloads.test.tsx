// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';

import { LiveProvider } from '../../realtime/react';
import { clientIn, id } from '../../realtime/testing/samples';
import { World, settle } from '../../realtime/testing/fake-environment';
import { ReloadsProvider, usePlace, useReloads } from './list-reloads';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

function List({ held }: { held: boolean }) {
  usePlace(held);
  return <p>{useReloads().count} reloads</p>;
}

it('lists are loaded anew by themselves where not all could be sent, unless somebody would lose the place', async () => {
  const world = new World();
  const client = clientIn(world);
  const queries = new QueryClient();
  const invalidated = vi.spyOn(queries, 'invalidateQueries');
  const place = document.createElement('div');
  const root = createRoot(place);
  const draw = (held: boolean) =>
    act(async () => {
      root.render(
        <QueryClientProvider client={queries}>
          <LiveProvider client={client}>
            <ReloadsProvider>
              <List held={held} />
            </ReloadsProvider>
          </LiveProvider>
        </QueryClientProvider>,
      );
      await settle();
    });
  await draw(true);
  await act(async () => {
    world.last.open();
    world.last.say({ v: 1, events: [], orders: [], cursor: id(1), resume: { complete: false, reason: 'too_many' } });
  });
  expect([place.textContent, client.status.get().stale]).toEqual(['0 reloads', 'too_many']);
  await draw(false);
  await act(() => vi.waitFor(() => expect(client.status.get().stale).toBeNull(), 4_000));
  expect([place.textContent, client.status.get().stale]).toEqual(['1 reloads', null]);
  expect(invalidated).toHaveBeenCalledTimes(1);
  await act(async () => root.unmount());
});
