import { describe, expect, it } from 'vitest';

import { clientIn, event, id, liveIn, order, token } from './testing/samples';
import { World, settle } from './testing/fake-environment';

const state = (client: { status: { get(): { state: string } } }) => client.status.get().state;

describe('connecting', () => {
  it('goes from closed to live, and says where it stands', async () => {
    const world = new World();
    const client = clientIn(world);
    const states = [state(client)];
    client.status.subscribe(() => states.push(state(client)));
    client.connect();
    await settle();
    world.last.live(id(1));
    client.disconnect();
    expect(states).toEqual(['closed', 'connecting', 'filling', 'live', 'closed']);
  });

  it('has the token as a subprotocol and never in the URL', async () => {
    const world = new World();
    await liveIn(world);
    expect(world.last.protocols).toEqual(['storebell.v1', 'bearer.a.b.c']);
    expect(world.last.url).toBe('wss://example.test/ws');
  });

  it('asks for a token for each connection', async () => {
    const world = new World();
    let asked = 0;
    await liveIn(world, { getToken: () => Promise.resolve(`t${(asked += 1)}`) });
    world.last.fail();
    await world.advance(1000);
    expect(world.sockets.map((socket) => socket.protocols[1])).toEqual(['bearer.t1', 'bearer.t2']);
  });

  it('leaves nothing behind when it is ended', async () => {
    const world = new World();
    const ends = token(world.now() + 3_600_000);
    const client = await liveIn(world, { getToken: () => Promise.resolve(ends) });
    client.disconnect();
    expect([world.waiting(), world.last.closed]).toEqual([0, true]);
    world.last.say({ v: 1, events: [event(1)], orders: [] });
    await world.advance(3_600_000);
    expect([client.events.get().length, world.sockets.length]).toEqual([0, 1]);
  });

  it('does nothing twice when it is told twice', async () => {
    const world = new World();
    const client = clientIn(world);
    client.connect();
    client.connect();
    await settle();
    expect(world.sockets.length).toBe(1);
  });

  it('takes an attempt that brings nothing in time for failed', async () => {
    const world = new World();
    const client = clientIn(world, { connectWithinMs: 5000, resumeWithinMs: 7000 });
    client.connect();
    await world.advance(5000);
    expect([state(client), world.last.closed]).toEqual(['reconnecting', true]);
    await world.advance(500);
    world.last.open();
    await world.advance(6999);
    expect(state(client)).toBe('filling');
    await world.advance(1);
    expect(state(client)).toBe('reconnecting');
    expect(client.status.get().error?.error).toBe('timeout');
  });

  it('says that there is no token, and asks again', async () => {
    const world = new World();
    const client = clientIn(world, { getToken: () => Promise.reject(new Error('signed out')) });
    client.connect();
    await settle();
    expect(client.status.get()).toMatchObject({ state: 'reconnecting', error: { error: 'no_token' } });
    expect(world.sockets.length).toBe(0);
  });

  it('survives a token that no WebSocket can carry, and tells nobody what it was', async () => {
    const world = new World();
    world.socket = () => {
      throw new SyntaxError('bearer.secret is no subprotocol');
    };
    const client = clientIn(world);
    client.connect();
    await settle();
    expect(JSON.stringify(client.status.get())).not.toContain('secret');
    expect(state(client)).toBe('reconnecting');
  });
});

describe('trying again', () => {
  it('waits with full jitter, twice as long each time, up to the cap', async () => {
    const world = new World();
    world.chance = 0.999999;
    const client = clientIn(world, { baseMs: 100, capMs: 1000, webSocketAttempts: 99 });
    client.connect();
    await settle();
    const waits = [];
    for (let n = 0; n < 6; n += 1) {
      world.last.fail();
      const until = client.status.get().waitUntil ?? 0;
      waits.push(until - world.now());
      await world.advance(until - world.now());
    }
    expect(waits).toEqual([100, 200, 400, 800, 1000, 1000]);
    world.chance = 0;
    world.last.fail();
    expect(client.status.get()).toMatchObject({ state: 'reconnecting', failures: 7, waitUntil: world.now() });
  });

  it('gives up after as many attempts as it was told, and can begin anew', async () => {
    const world = new World();
    world.socketsWork = false;
    const client = clientIn(world, { attempts: 2, webSocketAttempts: 99 });
    client.connect();
    await world.advance(60_000);
    expect(client.status.get()).toMatchObject({ state: 'closed', error: { error: 'closed' } });
    expect([world.sockets.length, world.waiting()]).toEqual([2, 0]);
    world.socketsWork = true;
    client.connect();
    await settle();
    world.last.live(id(1));
    expect(client.status.get()).toMatchObject({ state: 'live', error: null });
  });

  it('waits longer and longer for a server that closes each connection at once', async () => {
    const world = new World();
    const client = await liveIn(world);
    const waits = [];
    for (let n = 0; n < 3; n += 1) {
      world.last.fail();
      const wait = (client.status.get().waitUntil ?? 0) - world.now();
      waits.push(wait);
      await world.advance(wait);
      world.last.live(id(1));
    }
    expect(waits).toEqual([500, 1000, 2000]);
    await world.advance(10_000);
    world.last.fail();
    expect((client.status.get().waitUntil ?? 0) - world.now()).toBe(500);
  });
});

describe('resuming', () => {
  it('asks from the cursor of its last connection', async () => {
    const world = new World();
    await liveIn(world);
    expect(world.last.asked).toEqual({ action: 'resume' });
    world.last.say({ v: 1, events: [event(7)], orders: [], cursor: id(7) });
    world.last.say({ v: 1, events: [event(6)], orders: [], cursor: id(6) });
    world.last.fail();
    await world.advance(1000);
    world.last.open();
    expect(world.last.asked).toEqual({ action: 'resume', after: id(7) });
  });

  it('keeps no cursor of a frame before its gap has ended, but its lines', async () => {
    const world = new World();
    const client = await liveIn(world);
    world.last.fail();
    await world.advance(1000);
    world.last.open();
    world.last.say({ v: 1, events: [event(9)], orders: [], cursor: id(9) });
    world.last.fail();
    await world.advance(2000);
    world.last.open();
    expect(world.last.asked).toEqual({ action: 'resume', after: id(0) });
    expect(client.events.get().map((line) => line.id)).toEqual([id(9)]);
  });

  it('is filling until the last frame of the gap', async () => {
    const world = new World();
    const client = clientIn(world);
    client.connect();
    await settle();
    world.last.open();
    world.last.say({ v: 1, events: [event(1)], orders: [], cursor: null });
    expect(state(client)).toBe('filling');
    world.last.say({ v: 1, events: [event(2)], orders: [], cursor: id(2), resume: { complete: true } });
    expect(state(client)).toBe('live');
    expect(client.events.get().length).toBe(2);
  });

  it('says that the lists must be loaded anew until they are, whatever happens meanwhile', async () => {
    const world = new World();
    const client = clientIn(world);
    client.connect();
    await settle();
    world.last.open();
    world.last.say({ v: 1, events: [], orders: [], cursor: id(5), resume: { complete: false, reason: 'too_old' } });
    expect(client.status.get()).toMatchObject({ state: 'incomplete', stale: 'too_old' });
    world.last.fail();
    await world.advance(1000);
    world.last.live(id(6));
    expect(client.status.get()).toMatchObject({ state: 'incomplete', stale: 'too_old' });
    client.reloaded();
    expect(client.status.get()).toMatchObject({ state: 'live', stale: null });
  });

  it('catches up from where the page was, then goes on from its own cursor', async () => {
    const world = new World();
    const client = await liveIn(world);
    world.last.say({ v: 1, events: [event(7)], orders: [], cursor: id(7) });
    client.catchUp(id(3));
    expect(world.last.asked).toEqual({ action: 'ping', after: id(3) });
    world.last.say({ v: 1, events: [event(4), event(7)], orders: [], cursor: id(7), resume: { complete: true } });
    expect(client.events.get().map((line) => line.id)).toEqual([id(7), id(4)]);
    world.last.fail();
    await world.advance(1000);
    world.last.open();
    expect(world.last.asked).toEqual({ action: 'resume', after: id(7) });
  });

  it('catches up also where the page asks before it is live', async () => {
    const world = new World();
    const client = clientIn(world);
    client.catchUp(id(3));
    client.connect();
    await settle();
    world.last.open();
    expect(world.last.asked).toEqual({ action: 'resume', after: id(3) });
    client.catchUp(id(2));
    expect(world.last.sent.length).toBe(1);
    world.last.say({ v: 1, events: [], orders: [], cursor: id(9), resume: { complete: true } });
    expect(world.last.asked).toEqual({ action: 'ping', after: id(2) });
    // Nothing has answered that yet: refused, it is asked again.
    world.last.say({ v: 1, error: 'unavailable', message: '' });
    await world.advance(6000);
    expect(world.last.sent.slice(2)).toEqual([{ action: 'ping', after: id(2) }]);
    expect(world.sockets.length).toBe(1);
  });
});

describe('what is no frame', () => {
  it('is counted and does no harm', async () => {
    const world = new World();
    const client = await liveIn(world);
    const bad = [
      '',
      '[]',
      '{',
      'null',
      '{"v":2,"events":[]}',
      '{"v":1,"events":{}}',
      '{"v":1,"error":7}',
      new ArrayBuffer(3),
      `{"v":1,"events":[]}${' '.repeat(200_000)}`,
    ];
    bad.forEach((data) => world.last.raw(data));
    expect(client.status.get()).toMatchObject({ state: 'live', malformed: bad.length });
  });

  it('leaves out lines that are none, and keeps the others', async () => {
    const world = new World();
    const client = await liveIn(world);
    const events = [event(1, { id: 'x' }), event(2, { rev: -1 }), { ...event(3), topic: 1 }, null, event(4)];
    const orders = [order('1', 1, { total: 5 as unknown as string }), order('2', 1)];
    world.last.say({ v: 1, events, orders, cursor: 'no cursor' });
    expect(client.events.get().map((line) => line.id)).toEqual([id(4)]);
    expect(client.orders.get().map((line) => line.id)).toEqual(['2']);
    expect(client.status.get().malformed).toBe(5);
  });

  it('surfaces what the server refuses, bounded', async () => {
    const world = new World();
    const client = await liveIn(world);
    world.last.say({ v: 1, error: 'too_many_messages', message: 'm'.repeat(5000) });
    expect(client.status.get()).toMatchObject({ state: 'live', error: { error: 'too_many_messages' } });
    expect(client.status.get().error?.message.length).toBe(500);
  });

  it('begins anew where the server says that it is not live', async () => {
    const world = new World();
    const client = await liveIn(world);
    world.last.say({ v: 1, error: 'not_live', message: '' });
    expect([state(client), world.last.closed]).toEqual(['reconnecting', true]);
  });
});
