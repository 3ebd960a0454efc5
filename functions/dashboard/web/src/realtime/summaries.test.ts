import { describe, expect, it } from 'vitest';

import { event, id, liveIn, order } from './testing/samples';
import { World } from './testing/fake-environment';

describe('events', () => {
  it('come once each, with their highest rev, the newest first', async () => {
    const world = new World();
    const client = await liveIn(world);
    const told: string[] = [];
    client.onLines(({ events }) => told.push(...events.map((line) => `${Number(line.id.slice(-5))}.${line.rev}`)));
    const say = (...events: unknown[]) => world.last.say({ v: 1, events, orders: [], cursor: null });
    say(event(2), event(1));
    say(event(2), event(3, { rev: 2 }));
    say(event(3, { rev: 1 }), event(1, { rev: 2, status: 'failed' }));
    expect(client.events.get().map((line) => [Number(line.id.slice(-5)), line.rev])).toEqual([
      [3, 2],
      [2, 1],
      [1, 2],
    ]);
    expect(told).toEqual(['2.1', '1.1', '3.2', '1.2']);
  });

  it('are kept up to the bound, the newest; others are told and then known', async () => {
    const world = new World();
    const client = await liveIn(world, { mostEvents: 3 });
    let told = 0;
    client.onLines(({ events }) => (told += events.length));
    const gap = { v: 1, events: [5, 1, 4, 2, 3].map((n) => event(n)), orders: [], cursor: id(5) };
    world.last.say(gap);
    world.last.say(gap);
    expect(client.events.get().map((line) => line.id)).toEqual([id(5), id(4), id(3)]);
    expect(told).toBe(5);
  });

  it('are fifty where nothing is said', async () => {
    const world = new World();
    const client = await liveIn(world);
    const events = Array.from({ length: 80 }, (_, n) => event(n));
    world.last.say({ v: 1, events, orders: [], cursor: id(79) });
    expect([client.events.get().length, client.events.get().at(-1)?.id]).toEqual([50, id(30)]);
  });
});

describe('orders', () => {
  it('are told apart by integration and id, and only a higher rev changes one', async () => {
    const world = new World();
    const client = await liveIn(world);
    const say = (...orders: unknown[]) => world.last.say({ v: 1, events: [], orders, cursor: null });
    say(order('1', 2), order('1', 1, { integration: 'other' }));
    say(order('1', 1, { status: 'pending' }));
    expect(client.orders.get().map((line) => [line.integration, line.rev, line.status])).toEqual([
      ['other', 1, 'paid'],
      ['demo-shopify', 2, 'paid'],
    ]);
    say(order('1', 3, { status: 'fulfilled' }));
    expect(client.orders.get()[0]).toMatchObject({ integration: 'demo-shopify', status: 'fulfilled' });
  });

  it('are kept up to the bound, those that changed last', async () => {
    const world = new World();
    const client = await liveIn(world, { mostOrders: 2 });
    const say = (...orders: unknown[]) => world.last.say({ v: 1, events: [], orders, cursor: null });
    say(order('1', 1), order('2', 1));
    say(order('1', 2), order('3', 1));
    say(order('2', 1));
    expect(client.orders.get().map((line) => line.id)).toEqual(['3', '1']);
    say(order('1', 3), order('3', 2), order('1', 4));
    expect(client.orders.get().map((line) => `${line.id}.${line.rev}`)).toEqual(['1.4', '3.2']);
  });
});

describe('snapshots', () => {
  it('stay the same object, and nobody is called, until something changes', async () => {
    const world = new World();
    const client = await liveIn(world);
    world.last.say({ v: 1, events: [event(1)], orders: [order('1', 1)], cursor: id(1) });
    let calls = 0;
    const before = [client.events.get(), client.orders.get(), client.status.get()];
    for (const observable of [client.events, client.orders, client.status]) observable.subscribe(() => (calls += 1));
    client.onLines(() => (calls += 1));
    world.last.say({ v: 1, events: [event(1)], orders: [order('1', 1)], cursor: id(1) });
    world.last.say({ v: 1, events: [], orders: [], cursor: id(2) });
    const after = [client.events.get(), client.orders.get(), client.status.get()];
    expect(after.every((value, n) => value === before[n])).toBe(true);
    expect(calls).toBe(0);
  });
});
