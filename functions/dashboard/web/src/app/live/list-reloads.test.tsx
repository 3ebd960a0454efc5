// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';

import { LiveProvider } from '../../realtime/react';
import { FakeEnvironment, settle } from '../../realtime/testing/fake-environment';
import { clientIn, id } from '../../realtime/testing/samples';
import { ListReloadsProvider, usePreventReload, useListReloads } from './list-reloads';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

function List({ isBlocked }: { isBlocked: boolean }) {
  usePreventReload(isBlocked);
  return <p>{useListReloads().count} reloads</p>;
}

it('lists are reloaded after an incomplete catch-up unless a list prevents it', async () => {
  const env = new FakeEnvironment();
  const client = clientIn(env);
  const queries = new QueryClient();
  const invalidated = vi.spyOn(queries, 'invalidateQueries');
  const container = document.createElement('div');
  const root = createRoot(container);
  const render = (isBlocked: boolean) =>
    act(async () => {
      root.render(
        <QueryClientProvider client={queries}>
          <LiveProvider client={client}>
            <ListReloadsProvider>
              <List isBlocked={isBlocked} />
            </ListReloadsProvider>
          </LiveProvider>
        </QueryClientProvider>,
      );
      await settle();
    });
  await render(true);
  await act(async () => {
    env.lastSocket.open();
    env.lastSocket.receive({
      v: 1,
      events: [],
      orders: [],
      cursor: id(1),
      resume: { complete: false, reason: 'too_many' },
    });
  });
  expect([container.textContent, client.status.get().stale]).toEqual(['0 reloads', 'too_many']);
  await render(false);
  await act(() => vi.waitFor(() => expect(client.status.get().stale).toBeNull(), 4_000));
  expect([container.textContent, client.status.get().stale]).toEqual(['1 reloads', null]);
  expect(invalidated).toHaveBeenCalledTimes(1);
  await act(async () => root.unmount());
});
