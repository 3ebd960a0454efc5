import { describe, expect, it } from 'vitest';

import { FakeEnvironment, settle } from './testing/fake-environment';
import { clientIn, event, id, liveIn, order, token } from './testing/samples';

const state = (client: { status: { get(): { state: string } } }) => client.status.get().state;

describe('connect', () => {
  it('the state goes from closed to live and back', async () => {
    const env = new FakeEnvironment();
    const client = clientIn(env);
    const states = [state(client)];
    client.status.subscribe(() => states.push(state(client)));
    client.connect();
    await settle();
    env.lastSocket.becomeLive(id(1));
    client.disconnect();
    expect(states).toEqual(['closed', 'connecting', 'catching-up', 'live', 'closed']);
  });

  it('the token is sent as a subprotocol and never in the URL', async () => {
    const env = new FakeEnvironment();
    await liveIn(env);
    expect(env.lastSocket.protocols).toEqual(['storebell.v1', 'bearer.a.b.c']);
    expect(env.lastSocket.url).toBe('wss://example.test/ws');
  });

  it('a token is requested for each connection', async () => {
    const env = new FakeEnvironment();
    let requests = 0;
    await liveIn(env, { getToken: () => Promise.resolve(`t${(requests += 1)}`) });
    env.lastSocket.fail();
    await env.advance(1000);
    expect(env.sockets.map((socket) => socket.protocols[1])).toEqual(['bearer.t1', 'bearer.t2']);
  });

  it('disconnecting stops all timers and listeners', async () => {
    const env = new FakeEnvironment();
    const expiring = token(env.now() + 3_600_000);
    const client = await liveIn(env, { getToken: () => Promise.resolve(expiring) });
    client.disconnect();
    expect([env.activeCount(), env.lastSocket.closed]).toEqual([0, true]);
    env.lastSocket.receive({ v: 1, events: [event(1)], orders: [] });
    await env.advance(3_600_000);
    expect([client.events.get().length, env.sockets.length]).toEqual([0, 1]);
  });

  it('connecting twice opens one connection', async () => {
    const env = new FakeEnvironment();
    const client = clientIn(env);
    client.connect();
    client.connect();
    await settle();
    expect(env.sockets.length).toBe(1);
  });

  it('an attempt that exceeds a timeout fails', async () => {
    const env = new FakeEnvironment();
    const client = clientIn(env, { connectTimeoutMs: 5000, catchUpTimeoutMs: 7000 });
    client.connect();
    await env.advance(5000);
    expect([state(client), env.lastSocket.closed]).toEqual(['reconnecting', true]);
    await env.advance(500);
    env.lastSocket.open();
    await env.advance(6999);
    expect(state(client)).toBe('catching-up');
    await env.advance(1);
    expect(state(client)).toBe('reconnecting');
    expect(client.status.get().error?.error).toBe('timeout');
  });

  it('a missing token is reported and requested again', async () => {
    const env = new FakeEnvironment();
    const client = clientIn(env, { getToken: () => Promise.reject(new Error('signed out')) });
    client.connect();
    await settle();
    expect(client.status.get()).toMatchObject({ state: 'reconnecting', error: { error: 'no_token' } });
    expect(env.sockets.length).toBe(0);
  });

  it('a token that a WebSocket cannot carry fails the attempt and is not revealed', async () => {
    const env = new FakeEnvironment();
    env.openSocket = () => {
      throw new SyntaxError('bearer.secret is not a valid subprotocol');
    };
    const client = clientIn(env);
    client.connect();
    await settle();
    expect(JSON.stringify(client.status.get())).not.toContain('secret');
    expect(state(client)).toBe('reconnecting');
  });
});

describe('retry', () => {
  it('the delay has full jitter and doubles up to the maximum', async () => {
    const env = new FakeEnvironment();
    env.randomNumber = 0.999999;
    const client = clientIn(env, { baseDelayMs: 100, maxDelayMs: 1000, maxWebSocketFailures: 99 });
    client.connect();
    await settle();
    const waits = [];
    for (let n = 0; n < 6; n += 1) {
      env.lastSocket.fail();
      const until = client.status.get().retryAt ?? 0;
      waits.push(until - env.now());
      await env.advance(until - env.now());
    }
    expect(waits).toEqual([100, 200, 400, 800, 1000, 1000]);
    env.randomNumber = 0;
    env.lastSocket.fail();
    expect(client.status.get()).toMatchObject({ state: 'reconnecting', failures: 7, retryAt: env.now() });
  });

  it('the client gives up after maxAttempts, and connects again on request', async () => {
    const env = new FakeEnvironment();
    env.socketsWork = false;
    const client = clientIn(env, { maxAttempts: 2, maxWebSocketFailures: 99 });
    client.connect();
    await env.advance(60_000);
    expect(client.status.get()).toMatchObject({ state: 'closed', error: { error: 'closed' } });
    expect([env.sockets.length, env.activeCount()]).toEqual([2, 0]);
    env.socketsWork = true;
    client.connect();
    await settle();
    env.lastSocket.becomeLive(id(1));
    expect(client.status.get()).toMatchObject({ state: 'live', error: null });
  });

  it('the delay grows if the server closes each connection at once', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    const waits = [];
    for (let n = 0; n < 3; n += 1) {
      env.lastSocket.fail();
      const wait = (client.status.get().retryAt ?? 0) - env.now();
      waits.push(wait);
      await env.advance(wait);
      env.lastSocket.becomeLive(id(1));
    }
    expect(waits).toEqual([500, 1000, 2000]);
    await env.advance(10_000);
    env.lastSocket.fail();
    expect((client.status.get().retryAt ?? 0) - env.now()).toBe(500);
  });
});

describe('catch-up', () => {
  it('a reconnection resumes from the cursor of the last connection', async () => {
    const env = new FakeEnvironment();
    await liveIn(env);
    expect(env.lastSocket.lastSent).toEqual({ action: 'resume' });
    env.lastSocket.receive({ v: 1, events: [event(7)], orders: [], cursor: id(7) });
    env.lastSocket.receive({ v: 1, events: [event(6)], orders: [], cursor: id(6) });
    env.lastSocket.fail();
    await env.advance(1000);
    env.lastSocket.open();
    expect(env.lastSocket.lastSent).toEqual({ action: 'resume', after: id(7) });
  });

  it('before the first catch-up has ended, a frame adds summaries but does not advance the cursor', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    env.lastSocket.fail();
    await env.advance(1000);
    env.lastSocket.open();
    env.lastSocket.receive({ v: 1, events: [event(9)], orders: [], cursor: id(9) });
    env.lastSocket.fail();
    await env.advance(2000);
    env.lastSocket.open();
    expect(env.lastSocket.lastSent).toEqual({ action: 'resume', after: id(0) });
    expect(client.events.get().map((summary) => summary.id)).toEqual([id(9)]);
  });

  it('the state is catching-up until the last frame of the catch-up', async () => {
    const env = new FakeEnvironment();
    const client = clientIn(env);
    client.connect();
    await settle();
    env.lastSocket.open();
    env.lastSocket.receive({ v: 1, events: [event(1)], orders: [], cursor: null });
    expect(state(client)).toBe('catching-up');
    env.lastSocket.receive({ v: 1, events: [event(2)], orders: [], cursor: id(2), resume: { complete: true } });
    expect(state(client)).toBe('live');
    expect(client.events.get().length).toBe(2);
  });

  it('an incomplete catch-up is reported until the lists are reloaded, whatever happens meanwhile', async () => {
    const env = new FakeEnvironment();
    const client = clientIn(env);
    client.connect();
    await settle();
    env.lastSocket.open();
    env.lastSocket.receive({
      v: 1,
      events: [],
      orders: [],
      cursor: id(5),
      resume: { complete: false, reason: 'too_old' },
    });
    expect(client.status.get()).toMatchObject({ state: 'incomplete', stale: 'too_old' });
    env.lastSocket.fail();
    await env.advance(1000);
    env.lastSocket.becomeLive(id(6));
    expect(client.status.get()).toMatchObject({ state: 'incomplete', stale: 'too_old' });
    client.listsReloaded();
    expect(client.status.get()).toMatchObject({ state: 'live', stale: null });
  });

  it('a requested catch-up starts at the given cursor, and the next resume at the own one', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    env.lastSocket.receive({ v: 1, events: [event(7)], orders: [], cursor: id(7) });
    client.catchUp(id(3));
    expect(env.lastSocket.lastSent).toEqual({ action: 'ping', after: id(3) });
    env.lastSocket.receive({
      v: 1,
      events: [event(4), event(7)],
      orders: [],
      cursor: id(7),
      resume: { complete: true },
    });
    expect(client.events.get().map((summary) => summary.id)).toEqual([id(7), id(4)]);
    env.lastSocket.fail();
    await env.advance(1000);
    env.lastSocket.open();
    expect(env.lastSocket.lastSent).toEqual({ action: 'resume', after: id(7) });
  });

  it('a catch-up that is requested before the connection is live is sent', async () => {
    const env = new FakeEnvironment();
    const client = clientIn(env);
    client.catchUp(id(3));
    client.connect();
    await settle();
    env.lastSocket.open();
    expect(env.lastSocket.lastSent).toEqual({ action: 'resume', after: id(3) });
    client.catchUp(id(2));
    expect(env.lastSocket.sent.length).toBe(1);
    env.lastSocket.receive({ v: 1, events: [], orders: [], cursor: id(9), resume: { complete: true } });
    expect(env.lastSocket.lastSent).toEqual({ action: 'ping', after: id(2) });
    // A rejected catch-up is retried.
    env.lastSocket.receive({ v: 1, error: 'unavailable', message: '' });
    await env.advance(6000);
    expect(env.lastSocket.sent.slice(2)).toEqual([{ action: 'ping', after: id(2) }]);
    expect(env.sockets.length).toBe(1);
  });
});

describe('malformed data', () => {
  it('an invalid frame is counted and ignored', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    const invalid = [
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
    invalid.forEach((data) => env.lastSocket.receiveRaw(data));
    expect(client.status.get()).toMatchObject({ state: 'live', malformed: invalid.length });
  });

  it('invalid summaries are left out, and the others are kept', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    const events = [event(1, { id: 'x' }), event(2, { rev: -1 }), { ...event(3), topic: 1 }, null, event(4)];
    const orders = [order('1', 1, { total: 5 as unknown as string }), order('2', 1)];
    env.lastSocket.receive({ v: 1, events, orders, cursor: 'invalid' });
    expect(client.events.get().map((summary) => summary.id)).toEqual([id(4)]);
    expect(client.orders.get().map((summary) => summary.id)).toEqual(['2']);
    expect(client.status.get().malformed).toBe(5);
  });

  it('an error of the server is reported, and its message truncated', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    env.lastSocket.receive({ v: 1, error: 'too_many_messages', message: 'm'.repeat(5000) });
    expect(client.status.get()).toMatchObject({ state: 'live', error: { error: 'too_many_messages' } });
    expect(client.status.get().error?.message.length).toBe(500);
  });

  it('a not_live error makes the client reconnect', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    env.lastSocket.receive({ v: 1, error: 'not_live', message: '' });
    expect([state(client), env.lastSocket.closed]).toEqual(['reconnecting', true]);
  });
});
