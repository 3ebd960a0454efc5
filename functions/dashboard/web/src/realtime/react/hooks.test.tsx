// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { describe, expect, it, vi } from 'vitest';

import { FakeEnvironment, settle } from '../testing/fake-environment';
import { event, id, order, clientIn } from '../testing/samples';
import { useConnection, useEvents, useSummaries, useOrders } from './hooks';
import { LiveProvider } from './live-provider';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

describe('hooks', () => {
  it('only components whose value changed render, and the provider is connected while it is mounted', async () => {
    const env = new FakeEnvironment();
    const client = clientIn(env);
    const renders = { events: 0, orders: 0, connection: 0, summaries: 0 };
    function Events() {
      renders.events += 1;
      return <p>{useEvents().length} events</p>;
    }
    function Orders() {
      renders.orders += 1;
      return <p>{useOrders().length} orders</p>;
    }
    function Connection() {
      renders.connection += 1;
      useSummaries(({ events, orders }) => (renders.summaries += events.length + orders.length));
      return <p>{useConnection().state}</p>;
    }
    const container = document.createElement('div');
    const root = createRoot(container);
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
    expect(container.textContent).toBe('0 events0 ordersconnecting');
    await act(async () => env.lastSocket.becomeLive(id(1)));
    const before = { ...renders };
    await act(async () => env.lastSocket.receive({ v: 1, events: [event(1)], orders: [], cursor: id(1) }));
    await act(async () => env.lastSocket.receive({ v: 1, events: [event(1)], orders: [], cursor: id(1) }));
    expect(renders).toEqual({ ...before, events: before.events + 1, summaries: 1 });
    await act(async () => env.lastSocket.receive({ v: 1, events: [], orders: [order('1', 1)], cursor: null }));
    expect(renders).toEqual({ ...before, events: before.events + 1, orders: before.orders + 1, summaries: 2 });
    expect(container.textContent).toBe('1 events1 orderslive');
    await act(async () => root.unmount());
    expect([env.lastSocket.closed, env.activeCount(), client.status.get().state]).toEqual([true, 0, 'closed']);
  });
});
