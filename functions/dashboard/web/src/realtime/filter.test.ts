import { describe, expect, it } from 'vitest';

import { isSame, query } from './filter';
import { clientIn, event, id, liveIn, token } from './testing/samples';
import { World, settle } from './testing/fake-environment';

const many = (n: number, text = 'x') => Array.from({ length: n }, () => text);

const FAILED = { statuses: ['failed'] };
const SHOPIFY = { channels: ['shopify'] };

describe('a filter', () => {
  it('goes with the resume', async () => {
    const world = new World();
    const client = clientIn(world);
    client.setFilter(FAILED);
    client.connect();
    await settle();
    world.last.open();
    expect(world.last.asked).toEqual({ action: 'resume', filter: FAILED });
  });

  it('that changes leaves out what was chosen by the old one, and loses nothing', async () => {
    const world = new World();
    const client = await liveIn(world);
    world.last.say({ v: 1, events: [event(1)], orders: [], cursor: id(1) });
    client.setFilter(FAILED);
    expect(client.events.get()).toEqual([]);
    expect(world.last.asked).toEqual({ action: 'filter', filter: FAILED });
    world.last.say({ v: 1, events: [event(2), event(3, { status: 'failed' })], orders: [], cursor: id(3) });
    expect(client.events.get()).toEqual([]);
    world.last.say({ v: 1, filter: FAILED });
    expect(world.last.asked).toEqual({ action: 'ping', after: id(1) });
    const missed = [event(3, { status: 'failed' })];
    world.last.say({ v: 1, events: missed, orders: [], cursor: id(3), resume: { complete: true } });
    expect(client.events.get().map((line) => line.id)).toEqual([id(3)]);
  });

  it('waits for the answer to the one before, and only the newest does', async () => {
    const world = new World();
    const client = await liveIn(world);
    client.setFilter(FAILED);
    client.setFilter({ channels: ['amazon'] });
    client.setFilter(SHOPIFY);
    expect(world.last.sent.slice(1)).toEqual([{ action: 'filter', filter: FAILED }]);
    world.last.say({ v: 1, filter: FAILED });
    expect(world.last.sent.slice(2)).toEqual([{ action: 'filter', filter: SHOPIFY }]);
    world.last.say({ v: 1, events: [event(1, { status: 'failed' })], orders: [], cursor: id(1) });
    expect([client.events.get(), client.status.get().state]).toEqual([[], 'filling']);
    world.last.say({ v: 1, filter: SHOPIFY });
    expect(world.last.sent.slice(3)).toEqual([{ action: 'ping', after: id(0) }]);
    world.last.say({ v: 1, events: [event(2)], orders: [], cursor: id(2) });
    expect(client.events.get().map((line) => line.id)).toEqual([id(2)]);
    expect(client.status.get().state).toBe('live');
  });

  it('that is not the one that was asked for has it connect anew with its own', async () => {
    const world = new World();
    const client = await liveIn(world);
    client.setFilter(SHOPIFY);
    world.last.say({ v: 1, filter: FAILED });
    expect(client.status.get().state).toBe('reconnecting');
    await world.advance(500);
    world.last.open();
    expect(world.last.asked).toEqual({ action: 'resume', after: id(0), filter: SHOPIFY });
  });

  it('has what was left out asked for, though something else is asked first and more comes', async () => {
    const world = new World();
    const next = token(world.now() + 7_200_000);
    const tokens = [token(world.now() + 3_600_000)];
    const client = await liveIn(world, { getToken: async () => tokens.shift() ?? next, pingEveryMs: 1e9 });
    await world.advance(3_480_000 - 1000);
    client.setFilter(FAILED);
    await world.advance(1000);
    world.last.say({ v: 1, filter: FAILED });
    expect(world.last.asked).toEqual({ action: 'auth', token: next });
    world.last.say({ v: 1, events: [event(9, { status: 'failed' })], orders: [], cursor: id(9) });
    world.last.say({ v: 1, auth: { expires_at: '2026-11-02T12:00:00.000Z' } });
    expect(world.last.asked).toEqual({ action: 'ping', after: id(0) });
  });

  it('that nobody confirms, or that is refused, has it connect anew with it', async () => {
    const world = new World();
    const client = await liveIn(world);
    client.setFilter(FAILED);
    await world.advance(15_500);
    world.last.open();
    expect(world.last.asked).toEqual({ action: 'resume', after: id(0), filter: FAILED });
    world.last.say({ v: 1, events: [], orders: [], cursor: id(0), resume: { complete: true } });
    client.setFilter({});
    world.last.say({ v: 1, error: 'too_many_messages', message: 'Slow down.' });
    expect(client.status.get()).toMatchObject({ state: 'reconnecting', error: { error: 'too_many_messages' } });
  });

  it.each([
    ['the server', { v: 1, error: 'too_many_messages', message: 'Slow down.' }],
    ['the server', { v: 1, error: 'unavailable', message: '' }],
    ['API Gateway', { message: 'Internal server error', connectionId: 'c', requestId: 'r' }],
  ])('has what was left out asked for again and again while %s refuses: %j', async (_, refusal) => {
    const world = new World();
    const client = await liveIn(world, { askAgainMs: 4000, mostAskAgainMs: 10_000 });
    client.setFilter(FAILED);
    world.last.say({ v: 1, events: [event(1, { status: 'failed' })], orders: [], cursor: id(1) });
    world.last.say({ v: 1, filter: FAILED });
    // Three quarters of 4, 8, 10 and 10 seconds.
    for (const wait of [3000, 6000, 7500, 7500]) {
      expect(world.last.asked).toEqual({ action: 'ping', after: id(0) });
      const asked = world.last.sent.length;
      world.last.say(refusal);
      // What comes now must not move the place from which is asked.
      world.last.say({ v: 1, events: [event(9, { status: 'failed' })], orders: [], cursor: id(9) });
      expect(client.status.get()).toMatchObject({ state: 'filling', malformed: 0 });
      await world.advance(wait - 1);
      expect(world.last.sent.length).toBe(asked);
      await world.advance(1);
    }
    const missed = [event(1, { status: 'failed' })];
    world.last.say({ v: 1, events: missed, orders: [], cursor: id(9), resume: { complete: true } });
    expect(client.status.get()).toMatchObject({ state: 'live', error: null });
    expect(client.events.get().map((line) => line.id)).toEqual([id(9), id(1)]);
    await world.advance(60_000);
    expect([world.last.sent.length, world.sockets.length]).toEqual([7, 1]);
  });

  it('has what was left out asked for by the next connection where the answer makes no sense', async () => {
    const world = new World();
    const client = await liveIn(world);
    client.setFilter(FAILED);
    world.last.say({ v: 1, filter: FAILED });
    world.last.raw('what?');
    world.last.say({ v: 1, events: [event(9, { status: 'failed' })], orders: [], cursor: id(9) });
    await world.advance(15_500);
    world.last.open();
    expect(world.last.asked).toEqual({ action: 'resume', after: id(0), filter: FAILED });
    world.last.say({ v: 1, events: [], orders: [], cursor: id(9), resume: { complete: true } });
    expect(client.status.get()).toMatchObject({ state: 'live', malformed: 1 });
  });

  it('is told from another one, whatever a newer server adds', () => {
    const filter = { integrations: ['a', 'b'], order: '1' };
    const told = { order: '1', integrations: ['a', 'b'], shops: [] };
    expect([isSame(filter, told), isSame({}, {}), isSame({ statuses: [] }, { statuses: [] })]).toEqual([
      true,
      true,
      true,
    ]);
    const others = [
      {},
      null,
      'x',
      { ...told, order: '2' },
      { ...told, topics: ['x'] },
      { order: '1', integrations: ['a'] },
    ];
    expect(others.filter((other) => isSame(filter, other))).toEqual([]);
  });

  it('that the server does not take ends it for good, until the page connects again', async () => {
    const world = new World();
    const client = clientIn(world);
    client.setFilter({ channels: ['etsy'] });
    client.connect();
    await settle();
    world.last.open();
    world.last.say({ v: 1, error: 'bad_message', message: 'There is no such channel.' });
    expect(client.status.get()).toMatchObject({ state: 'closed', error: { error: 'bad_message' } });
    await world.advance(600_000);
    expect([world.sockets.length, world.streams.length, world.waiting()]).toEqual([1, 0, 0]);
    client.setFilter({});
    client.connect();
    await settle();
    world.last.live(id(1));
    expect(client.status.get()).toMatchObject({ state: 'live', error: null });
  });

  it('that is changed while the gap is read begins anew, beside nothing', async () => {
    const world = new World();
    const client = clientIn(world);
    client.connect();
    await settle();
    world.last.open();
    client.setFilter(FAILED);
    await settle();
    expect(world.sockets.map((socket) => socket.closed)).toEqual([true, false]);
    world.last.open();
    expect(world.last.asked).toEqual({ action: 'resume', filter: FAILED });
  });

  it('is refused where the server would refuse it', () => {
    const client = clientIn(new World());
    for (const filter of [
      { integrations: many(101) },
      { channels: many(11) },
      { topics: many(51) },
      { statuses: many(3) },
      { integrations: many(100, 'x'.repeat(64)) },
      { integrations: ['Not-An-Id'] },
      { integrations: [''] },
      { topics: ['ü'.repeat(51)] },
      { order: 'x'.repeat(257) },
      { order: 'ü'.repeat(129) },
      { topics: many(40, 'x'.repeat(100)) },
    ]) {
      expect(() => client.setFilter(filter), JSON.stringify(filter).slice(0, 40)).toThrow(RangeError);
    }
    for (const filter of [
      { topics: many(29, 'x'.repeat(100)) },
      { topics: ['ü'.repeat(50)], order: 'x'.repeat(256), integrations: ['x'.repeat(64)] },
    ]) {
      expect(() => client.setFilter(filter)).not.toThrow();
    }
  });

  it('stands in the query of a stream, each value for itself', () => {
    expect(
      query({ integrations: ['a', 'b'], channels: ['c'], topics: ['o/c'], statuses: ['failed'], order: '1&2' }),
    ).toBe('integration=a&integration=b&channel=c&topic=o%2Fc&status=failed&order=1%262');
  });
});
