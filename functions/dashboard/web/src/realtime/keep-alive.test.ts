import { describe, expect, it } from 'vitest';

import { clientIn, event, id, liveIn, token } from './testing/samples';
import { World, settle } from './testing/fake-environment';

const MINUTE = 60_000;

/** Answers all pings so far. */
function answer(world: World, n: number): void {
  world.last.say({ v: 1, events: [], orders: [], cursor: id(n), resume: { complete: true } });
}

describe('pings', () => {
  it('go out every four minutes, with the cursor', async () => {
    const world = new World();
    await liveIn(world);
    world.last.say({ v: 1, events: [event(3)], orders: [], cursor: id(3) });
    await world.advance(4 * MINUTE - 1);
    expect(world.last.sent.length).toBe(1);
    await world.advance(1);
    expect(world.last.asked).toEqual({ action: 'ping', after: id(3) });
    answer(world, 3);
    await world.advance(4 * MINUTE);
    expect(world.last.sent.length).toBe(3);
  });

  it('that nobody answers end the connection', async () => {
    const world = new World();
    const client = await liveIn(world);
    await world.advance(4 * MINUTE + 15_000 - 1);
    expect(client.status.get().state).toBe('live');
    await world.advance(1);
    expect(client.status.get().state).toBe('reconnecting');
    expect(world.last.closed).toBe(true);
  });

  it.each(['visible', 'online', 'offline'] as const)('go out at once: %s', async (signal) => {
    const world = new World();
    await liveIn(world);
    world.signal(signal);
    expect(world.last.asked).toEqual({ action: 'ping', after: id(0) });
  });

  it('are not sent again while one is on its way', async () => {
    const world = new World();
    await liveIn(world);
    for (let n = 0; n < 5; n += 1) world.signal('visible');
    expect(world.last.sent.length).toBe(2);
    answer(world, 0);
    world.signal('visible');
    expect(world.last.sent.length).toBe(3);
  });

  it('follow each other where the page asks for more than is on its way', async () => {
    const world = new World();
    const client = await liveIn(world);
    world.last.say({ v: 1, events: [event(7)], orders: [], cursor: id(7) });
    world.signal('visible');
    client.catchUp(id(3));
    client.catchUp(id(2));
    expect(world.last.sent.slice(1)).toEqual([{ action: 'ping', after: id(7) }]);
    answer(world, 7);
    expect(world.last.sent.slice(2)).toEqual([{ action: 'ping', after: id(2) }]);
    answer(world, 7);
    await world.advance(0);
    expect(world.last.sent.length).toBe(3);
    world.last.fail();
    await world.advance(1000);
    world.last.open();
    expect(world.last.asked).toEqual({ action: 'resume', after: id(7) });
  });

  it('that are refused ask again from the same place, whatever comes meanwhile', async () => {
    const world = new World();
    await liveIn(world);
    world.signal('visible');
    world.last.say({ v: 1, error: 'unavailable', message: '' });
    world.last.say({ v: 1, events: [event(7)], orders: [], cursor: id(7) });
    await world.advance(6000);
    expect(world.last.sent.slice(2)).toEqual([{ action: 'ping', after: id(0) }]);
  });

  it('bring what was lost, and say if it is not whole', async () => {
    const world = new World();
    const client = await liveIn(world);
    world.signal('visible');
    world.last.say({
      v: 1,
      events: [event(5)],
      orders: [],
      cursor: id(9),
      resume: { complete: false, reason: 'late_change' },
    });
    expect(client.status.get()).toMatchObject({ state: 'incomplete', stale: 'late_change' });
    expect(client.events.get().length).toBe(1);
  });
});

describe('the network and the page', () => {
  it('is offline while there is no network, and tries at once when it comes back', async () => {
    const world = new World();
    const client = await liveIn(world);
    world.connected = false;
    world.last.fail();
    expect(client.status.get().state).toBe('offline');
    world.connected = true;
    world.signal('online');
    expect(client.status.get()).toMatchObject({ state: 'connecting', waitUntil: null });
  });

  it('tries even without a network, since loopback needs none, and never gives up for that', async () => {
    const world = new World();
    world.connected = false;
    world.socketsWork = false;
    const client = clientIn(world, { attempts: 2 });
    client.connect();
    await world.advance(10 * MINUTE);
    expect(client.status.get().state).toBe('offline');
    expect(world.streams.length).toBe(0);
    world.socketsWork = true;
    await world.advance(MINUTE);
    world.last.live(id(1));
    expect(client.status.get().state).toBe('live');
  });

  it('tries at once when the page is seen again', async () => {
    const world = new World();
    const client = await liveIn(world);
    world.last.fail();
    world.signal('visible');
    await settle();
    expect(world.sockets.length).toBe(2);
    expect(client.status.get().state).toBe('connecting');
    world.signal('visible');
    await settle();
    expect(world.sockets.length).toBe(2);
  });
});

describe('changing connections', () => {
  const CYCLE = 110 * MINUTE * 0.95;

  async function old(world: World, options = {}) {
    const client = await liveIn(world, { pingEveryMs: 1e9, ...options });
    await world.advance(CYCLE);
    return client;
  }

  it('has the new one live before the old one closes, and loses nothing in between', async () => {
    const world = new World();
    const client = await old(world);
    const states: string[] = [];
    client.status.subscribe(() => states.push(client.status.get().state));
    const [first, second] = world.sockets;
    expect([world.sockets.length, first?.closed]).toEqual([2, false]);
    first?.say({ v: 1, events: [event(1)], orders: [], cursor: id(1) });
    second?.open();
    expect(second?.asked).toEqual({ action: 'resume', after: id(1) });
    first?.say({ v: 1, events: [event(2)], orders: [], cursor: id(2) });
    second?.say({ v: 1, events: [event(1), event(2)], orders: [], cursor: id(2), resume: { complete: true } });
    expect([first?.closed, second?.closed]).toEqual([true, false]);
    second?.say({ v: 1, events: [event(3)], orders: [], cursor: id(3) });
    expect(client.events.get().map((line) => line.id)).toEqual([id(3), id(2), id(1)]);
    expect(states).toEqual([]);
  });

  it('is at different times for different pages', async () => {
    const world = new World();
    world.chance = 0;
    await liveIn(world, { pingEveryMs: 1e9 });
    await world.advance(CYCLE);
    expect(world.sockets.length).toBe(1);
    await world.advance(110 * MINUTE - CYCLE);
    expect(world.sockets.length).toBe(2);
  });

  it('keeps the old one where the new one fails, and tries again later and later', async () => {
    const world = new World();
    const client = await old(world, { webSocketAttempts: 99 });
    for (let n = 0; n < 4; n += 1) {
      world.last.fail();
      await world.advance(0);
      expect([world.sockets.length, client.status.get().state]).toEqual([2 + n, 'live']);
      await world.advance(500 * 2 ** n);
    }
    expect(world.sockets[0]?.closed).toBe(false);
  });

  it('goes on with the new one where the old one dies first', async () => {
    const world = new World();
    const client = await old(world);
    world.sockets[0]?.fail();
    expect([client.status.get().state, world.sockets.length]).toEqual(['connecting', 2]);
    world.last.live(id(4));
    expect(client.status.get().state).toBe('live');
    await world.advance(MINUTE);
    expect(world.sockets.length).toBe(2);
  });
});

describe('tokens', () => {
  it('are replaced before they end', async () => {
    const world = new World();
    const first = token(world.now() + 60 * MINUTE);
    const second = token(world.now() + 120 * MINUTE);
    const tokens = [first, second];
    await liveIn(world, { getToken: () => Promise.resolve(tokens.shift() ?? second), pingEveryMs: 1e9 });
    await world.advance(58 * MINUTE - 1);
    expect(world.last.sent.length).toBe(1);
    await world.advance(1);
    expect(world.last.asked).toEqual({ action: 'auth', token: second });
    world.last.say({ v: 1, auth: { expires_at: '2026-11-02T12:00:00.000Z' } });
    await world.advance(30 * MINUTE);
    expect(world.sockets.length + world.last.sent.length).toBe(3);
  });

  it('that nobody confirms are brought again', async () => {
    const world = new World();
    const tokens = [token(world.now() + 60 * MINUTE)];
    const next = token(world.now() + 120 * MINUTE);
    await liveIn(world, { getToken: () => Promise.resolve(tokens.shift() ?? next), pingEveryMs: 1e9 });
    await world.advance(58 * MINUTE);
    expect(world.last.sent.length).toBe(2);
    world.last.say({ v: 1, error: 'unavailable', message: '' });
    await world.advance(20_000);
    expect([world.last.sent.length, world.last.asked]).toEqual([3, { action: 'auth', token: next }]);
    world.last.say({ v: 1, auth: { expires_at: '2026-11-02T12:00:00.000Z' } });
    await world.advance(30 * MINUTE);
    expect([world.sockets.length, world.last.sent.length]).toEqual([1, 3]);
  });

  it('wait for the answer to what was asked before, since no refusal says what it answers', async () => {
    const world = new World();
    const tokens = [token(world.now() + 60 * MINUTE)];
    const next = token(world.now() + 120 * MINUTE);
    await liveIn(world, { getToken: () => Promise.resolve(tokens.shift() ?? next), pingEveryMs: 58 * MINUTE - 5000 });
    await world.advance(58 * MINUTE);
    expect(world.last.asked).toEqual({ action: 'ping', after: id(0) });
    world.last.say({ v: 1, error: 'unavailable', message: '' });
    expect(world.last.asked).toEqual({ action: 'auth', token: next });
    // A ping's answer, which is late, is none to this.
    answer(world, 0);
    await world.advance(14_999);
    expect(world.last.closed).toBe(false);
    await world.advance(1);
    expect(world.last.closed).toBe(true);
  });

  it('that are still the old ones are asked for again, not sent again', async () => {
    const world = new World();
    const only = token(world.now() + 10 * MINUTE);
    let asked = 0;
    await liveIn(world, { getToken: () => Promise.resolve(((asked += 1), only)), pingEveryMs: 1e9 });
    await world.advance(9 * MINUTE);
    expect([asked, world.last.sent.length]).toEqual([1 + 4, 1]);
  });

  it('that cannot be had are told, and the connection stays', async () => {
    const world = new World();
    const tokens = [Promise.resolve(token(world.now() + 10 * MINUTE))];
    const getToken = () => tokens.shift() ?? Promise.reject(new Error('signed out'));
    const client = await liveIn(world, { getToken, pingEveryMs: 1e9 });
    await world.advance(8 * MINUTE);
    expect(client.status.get()).toMatchObject({ state: 'live', error: { error: 'no_token' } });
  });

  it.each([
    ['are too long for a message', `${'x'.repeat(10_240)}`, null],
    ['are refused', 'x', { v: 1, error: 'bad_token', message: '' }],
  ])('that %s go with a new connection', async (_, padding, refusal) => {
    const world = new World();
    const tokens = [token(world.now() + 10 * MINUTE)];
    const next = `${token(world.now() + 70 * MINUTE)}${padding}`;
    const refusals: unknown[] = [];
    const getToken = (refused?: boolean) => {
      refusals.push(refused);
      return Promise.resolve(tokens.shift() ?? next);
    };
    const client = await liveIn(world, { getToken, pingEveryMs: 1e9 });
    await world.advance(8 * MINUTE);
    if (refusal) world.last.say(refusal);
    await settle();
    expect(world.sockets.map((socket) => socket.closed)).toEqual([false, false]);
    expect(world.last.protocols[1]).toBe(`bearer.${next}`);
    expect(refusals).toEqual([false, false, refusal !== null]);
    expect(client.status.get().state).toBe('live');
  });
});
