// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { describe, expect, it, vi } from 'vitest';

import { event, id, order, clientIn } from '../testing/samples';
import { World, settle } from '../testing/fake-environment';
import { LiveProvider } from './live-provider';
import { useConnection, useEvents, useLines, useOrders } from './hooks';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

describe('the hooks', () => {
  it('draw anew what changed and nothing else, and the provider connects while it is there', async () => {
    const world = new World();
    const client = clientIn(world);
    const drawn = { events: 0, orders: 0, connection: 0, lines: 0 };
    function Events() {
      drawn.events += 1;
      return <p>{useEvents().length} events</p>;
    }
    function Orders() {
      drawn.orders += 1;
      return <p>{useOrders().length} orders</p>;
    }
    function Connection() {
      drawn.connection += 1;
      useLines(({ events, orders }) => (drawn.lines += events.length + orders.length));
      return <p>{useConnection().state}</p>;
    }
    const place = document.createElement('div');
    const root = createRoot(place);
    await act(async () => {
      root.render(
        <LiveProvider client={client}>
          <Events />
          <Orders />
          <Connection />
        </LiveProvider>,
      );
      await settle();
    });
    expect(place.textContent).toBe('0 events0 ordersconnecting');
    await act(async () => world.last.live(id(1)));
    const before = { ...drawn };
    await act(async () => world.last.say({ v: 1, events: [event(1)], orders: [], cursor: id(1) }));
    await act(async () => world.last.say({ v: 1, events: [event(1)], orders: [], cursor: id(1) }));
    expect(drawn).toEqual({ ...before, events: before.events + 1, lines: 1 });
    await act(async () => world.last.say({ v: 1, events: [], orders: [order('1', 1)], cursor: null }));
    expect(drawn).toEqual({ ...before, events: before.events + 1, orders: before.orders + 1, lines: 2 });
    expect(place.textContent).toBe('1 events1 orderslive');
    await act(async () => root.unmount());
    expect([world.last.closed, world.waiting(), client.status.get().state]).toEqual([true, 0, 'closed']);
  });
});
