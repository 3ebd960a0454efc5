import { describe, expect, it } from 'vitest';

import { FakeEnvironment } from './testing/fake-environment';
import { event, id, liveIn, order } from './testing/samples';

describe('events', () => {
  it('each event is kept once, with its highest rev, newest first', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    const reported: string[] = [];
    client.onSummaries(({ events }) =>
      reported.push(...events.map(({ id: key, rev }) => `${Number(key.slice(-5))}.${rev}`)),
    );
    const receive = (...events: unknown[]) => env.lastSocket.receive({ v: 1, events, orders: [], cursor: null });
    receive(event(2), event(1));
    receive(event(2), event(3, { rev: 2 }));
    receive(event(3, { rev: 1 }), event(1, { rev: 2, status: 'failed' }));
    expect(client.events.get().map((line) => [Number(line.id.slice(-5)), line.rev])).toEqual([
      [3, 2],
      [2, 1],
      [1, 2],
    ]);
    expect(reported).toEqual(['2.1', '1.1', '3.2', '1.2']);
  });

  it('the newest events are kept up to the limit, and the others are reported once', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env, { maxEvents: 3 });
    let reported = 0;
    client.onSummaries(({ events }) => (reported += events.length));
    const frame = { v: 1, events: [5, 1, 4, 2, 3].map((n) => event(n)), orders: [], cursor: id(5) };
    env.lastSocket.receive(frame);
    env.lastSocket.receive(frame);
    expect(client.events.get().map((summary) => summary.id)).toEqual([id(5), id(4), id(3)]);
    expect(reported).toBe(5);
  });

  it('50 events are kept by default', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    const events = Array.from({ length: 80 }, (_, n) => event(n));
    env.lastSocket.receive({ v: 1, events, orders: [], cursor: id(79) });
    expect([client.events.get().length, client.events.get().at(-1)?.id]).toEqual([50, id(30)]);
  });
});

describe('orders', () => {
  it('orders are identified by integration and id, and only a higher rev replaces one', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    const receive = (...orders: unknown[]) => env.lastSocket.receive({ v: 1, events: [], orders, cursor: null });
    receive(order('1', 2), order('1', 1, { integration: 'other' }));
    receive(order('1', 1, { status: 'pending' }));
    expect(client.orders.get().map((line) => [line.integration, line.rev, line.status])).toEqual([
      ['other', 1, 'paid'],
      ['demo-shopify', 2, 'paid'],
    ]);
    receive(order('1', 3, { status: 'fulfilled' }));
    expect(client.orders.get()[0]).toMatchObject({ integration: 'demo-shopify', status: 'fulfilled' });
  });

  it('the most recently changed orders are kept up to the limit', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env, { maxOrders: 2 });
    const receive = (...orders: unknown[]) => env.lastSocket.receive({ v: 1, events: [], orders, cursor: null });
    receive(order('1', 1), order('2', 1));
    receive(order('1', 2), order('3', 1));
    receive(order('2', 1));
    expect(client.orders.get().map((summary) => summary.id)).toEqual(['3', '1']);
    receive(order('1', 3), order('3', 2), order('1', 4));
    expect(client.orders.get().map((summary) => `${summary.id}.${summary.rev}`)).toEqual(['1.4', '3.2']);
  });
});

describe('observables', () => {
  it('values stay the same object, and no observer is called, until something changes', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    env.lastSocket.receive({ v: 1, events: [event(1)], orders: [order('1', 1)], cursor: id(1) });
    let calls = 0;
    const before = [client.events.get(), client.orders.get(), client.status.get()];
    for (const observable of [client.events, client.orders, client.status]) observable.subscribe(() => (calls += 1));
    client.onSummaries(() => (calls += 1));
    env.lastSocket.receive({ v: 1, events: [event(1)], orders: [order('1', 1)], cursor: id(1) });
    env.lastSocket.receive({ v: 1, events: [], orders: [], cursor: id(2) });
    const after = [client.events.get(), client.orders.get(), client.status.get()];
    expect(after.every((value, n) => value === before[n])).toBe(true);
    expect(calls).toBe(0);
  });
});
