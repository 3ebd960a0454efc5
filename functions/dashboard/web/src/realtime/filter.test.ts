import { describe, expect, it } from 'vitest';

import { query } from './filter';
import { clientIn, event, id, liveIn } from './testing/samples';
import { World, settle } from './testing/world';

const many = (n: number, text = 'x') => Array.from({ length: n }, () => text);

const FAILED = { statuses: ['failed'] };

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

  it('counts once the last of several is confirmed', async () => {
    const world = new World();
    const client = await liveIn(world);
    client.setFilter(FAILED);
    client.setFilter({});
    world.last.say({ v: 1, filter: FAILED });
    expect(world.last.asked).toEqual({ action: 'filter', filter: {} });
    world.last.say({ v: 1, events: [event(1, { status: 'failed' })], orders: [], cursor: id(1) });
    expect(client.events.get()).toEqual([]);
    world.last.say({ v: 1, filter: {} });
    world.last.say({ v: 1, events: [event(2)], orders: [], cursor: id(2) });
    expect(client.events.get().map((line) => line.id)).toEqual([id(2)]);
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

  it('has what was missed asked for again where that could not be answered', async () => {
    const world = new World();
    const client = await liveIn(world, { askAgainMs: 5000 });
    client.setFilter(FAILED);
    world.last.say({ v: 1, filter: FAILED });
    world.last.say({ v: 1, error: 'unavailable', message: '' });
    await world.advance(4999);
    expect(world.last.sent.length).toBe(3);
    await world.advance(1);
    expect([world.last.sent.length, world.last.asked?.['action']]).toEqual([4, 'ping']);
    world.last.say({ v: 1, events: [], orders: [], cursor: id(1), resume: { complete: true } });
    world.last.say({ v: 1, error: 'unavailable', message: '' });
    await world.advance(60_000);
    expect([world.last.sent.length, world.sockets.length]).toEqual([4, 1]);
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
