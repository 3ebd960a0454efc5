import { describe, expect, it } from 'vitest';

import { FakeEnvironment, settle } from './testing/fake-environment';
import { clientIn, event, id, liveIn, token } from './testing/samples';

const MINUTE = 60_000;

/** Responds to the ping in flight. */
function respond(env: FakeEnvironment, n: number): void {
  env.lastSocket.receive({ v: 1, events: [], orders: [], cursor: id(n), resume: { complete: true } });
}

describe('ping', () => {
  it('a ping with the cursor is sent every four minutes', async () => {
    const env = new FakeEnvironment();
    await liveIn(env);
    env.lastSocket.receive({ v: 1, events: [event(3)], orders: [], cursor: id(3) });
    await env.advance(4 * MINUTE - 1);
    expect(env.lastSocket.sent.length).toBe(1);
    await env.advance(1);
    expect(env.lastSocket.lastSent).toEqual({ action: 'ping', after: id(3) });
    respond(env, 3);
    await env.advance(4 * MINUTE);
    expect(env.lastSocket.sent.length).toBe(3);
  });

  it('a ping without a response ends the connection', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    await env.advance(4 * MINUTE + 15_000 - 1);
    expect(client.status.get().state).toBe('live');
    await env.advance(1);
    expect(client.status.get().state).toBe('reconnecting');
    expect(env.lastSocket.closed).toBe(true);
  });

  it.each(['visible', 'online', 'offline'] as const)('a ping is sent at once on the signal: %s', async (signal) => {
    const env = new FakeEnvironment();
    await liveIn(env);
    env.signal(signal);
    expect(env.lastSocket.lastSent).toEqual({ action: 'ping', after: id(0) });
  });

  it('a signal while a ping is in flight sends no second one', async () => {
    const env = new FakeEnvironment();
    await liveIn(env);
    for (let n = 0; n < 5; n += 1) env.signal('visible');
    expect(env.lastSocket.sent.length).toBe(2);
    respond(env, 0);
    env.signal('visible');
    expect(env.lastSocket.sent.length).toBe(3);
  });

  it('an earlier catch-up that is requested while a ping is in flight follows it', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    env.lastSocket.receive({ v: 1, events: [event(7)], orders: [], cursor: id(7) });
    env.signal('visible');
    client.catchUp(id(3));
    client.catchUp(id(2));
    expect(env.lastSocket.sent.slice(1)).toEqual([{ action: 'ping', after: id(7) }]);
    respond(env, 7);
    expect(env.lastSocket.sent.slice(2)).toEqual([{ action: 'ping', after: id(2) }]);
    respond(env, 7);
    await env.advance(0);
    expect(env.lastSocket.sent.length).toBe(3);
    env.lastSocket.fail();
    await env.advance(1000);
    env.lastSocket.open();
    expect(env.lastSocket.lastSent).toEqual({ action: 'resume', after: id(7) });
  });

  it('a rejected ping is retried with the same cursor, whatever arrives meanwhile', async () => {
    const env = new FakeEnvironment();
    await liveIn(env);
    env.signal('visible');
    env.lastSocket.receive({ v: 1, error: 'unavailable', message: '' });
    env.lastSocket.receive({ v: 1, events: [event(7)], orders: [], cursor: id(7) });
    await env.advance(6000);
    expect(env.lastSocket.sent.slice(2)).toEqual([{ action: 'ping', after: id(0) }]);
  });

  it('an incomplete catch-up of a ping is reported, and its summaries are kept', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    env.signal('visible');
    env.lastSocket.receive({
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

describe('network and visibility', () => {
  it('the client is offline without a network, and reconnects at once when it is back', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    env.online = false;
    env.lastSocket.fail();
    expect(client.status.get().state).toBe('offline');
    env.online = true;
    env.signal('online');
    expect(client.status.get()).toMatchObject({ state: 'connecting', retryAt: null });
  });

  it('attempts continue without a network, since loopback needs none, and are not limited', async () => {
    const env = new FakeEnvironment();
    env.online = false;
    env.socketsWork = false;
    const client = clientIn(env, { maxAttempts: 2 });
    client.connect();
    await env.advance(10 * MINUTE);
    expect(client.status.get().state).toBe('offline');
    expect(env.streams.length).toBe(0);
    env.socketsWork = true;
    await env.advance(MINUTE);
    env.lastSocket.becomeLive(id(1));
    expect(client.status.get().state).toBe('live');
  });

  it('the client reconnects at once when the page is visible again', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    env.lastSocket.fail();
    env.signal('visible');
    await settle();
    expect(env.sockets.length).toBe(2);
    expect(client.status.get().state).toBe('connecting');
    env.signal('visible');
    await settle();
    expect(env.sockets.length).toBe(2);
  });
});

describe('replacement of a connection', () => {
  const LIFETIME = 110 * MINUTE * 0.95;

  async function liveUntilReplacement(env: FakeEnvironment, options = {}) {
    const client = await liveIn(env, { pingIntervalMs: 1e9, ...options });
    await env.advance(LIFETIME);
    return client;
  }

  it('the new connection is live before the old one closes, and nothing is lost', async () => {
    const env = new FakeEnvironment();
    const client = await liveUntilReplacement(env);
    const states: string[] = [];
    client.status.subscribe(() => states.push(client.status.get().state));
    const [first, second] = env.sockets;
    expect([env.sockets.length, first?.closed]).toEqual([2, false]);
    first?.receive({ v: 1, events: [event(1)], orders: [], cursor: id(1) });
    second?.open();
    expect(second?.lastSent).toEqual({ action: 'resume', after: id(1) });
    first?.receive({ v: 1, events: [event(2)], orders: [], cursor: id(2) });
    second?.receive({ v: 1, events: [event(1), event(2)], orders: [], cursor: id(2), resume: { complete: true } });
    expect([first?.closed, second?.closed]).toEqual([true, false]);
    second?.receive({ v: 1, events: [event(3)], orders: [], cursor: id(3) });
    expect(client.events.get().map((summary) => summary.id)).toEqual([id(3), id(2), id(1)]);
    expect(states).toEqual([]);
  });

  it('the lifetime has jitter', async () => {
    const env = new FakeEnvironment();
    env.randomNumber = 0;
    await liveIn(env, { pingIntervalMs: 1e9 });
    await env.advance(LIFETIME);
    expect(env.sockets.length).toBe(1);
    await env.advance(110 * MINUTE - LIFETIME);
    expect(env.sockets.length).toBe(2);
  });

  it('the old connection is kept while the new one fails and is retried with backoff', async () => {
    const env = new FakeEnvironment();
    const client = await liveUntilReplacement(env, { maxWebSocketFailures: 99 });
    for (let n = 0; n < 4; n += 1) {
      env.lastSocket.fail();
      await env.advance(0);
      expect([env.sockets.length, client.status.get().state]).toEqual([2 + n, 'live']);
      await env.advance(500 * 2 ** n);
    }
    expect(env.sockets[0]?.closed).toBe(false);
  });

  it('the new connection takes over if the old one ends first', async () => {
    const env = new FakeEnvironment();
    const client = await liveUntilReplacement(env);
    env.sockets[0]?.fail();
    expect([client.status.get().state, env.sockets.length]).toEqual(['connecting', 2]);
    env.lastSocket.becomeLive(id(4));
    expect(client.status.get().state).toBe('live');
    await env.advance(MINUTE);
    expect(env.sockets.length).toBe(2);
  });
});

describe('token renewal', () => {
  it('a token is renewed before it expires', async () => {
    const env = new FakeEnvironment();
    const first = token(env.now() + 60 * MINUTE);
    const second = token(env.now() + 120 * MINUTE);
    const tokens = [first, second];
    await liveIn(env, { getToken: () => Promise.resolve(tokens.shift() ?? second), pingIntervalMs: 1e9 });
    await env.advance(58 * MINUTE - 1);
    expect(env.lastSocket.sent.length).toBe(1);
    await env.advance(1);
    expect(env.lastSocket.lastSent).toEqual({ action: 'auth', token: second });
    env.lastSocket.receive({ v: 1, auth: { expires_at: '2026-11-02T12:00:00.000Z' } });
    await env.advance(30 * MINUTE);
    expect(env.sockets.length + env.lastSocket.sent.length).toBe(3);
  });

  it('an unconfirmed token is sent again', async () => {
    const env = new FakeEnvironment();
    const tokens = [token(env.now() + 60 * MINUTE)];
    const next = token(env.now() + 120 * MINUTE);
    await liveIn(env, { getToken: () => Promise.resolve(tokens.shift() ?? next), pingIntervalMs: 1e9 });
    await env.advance(58 * MINUTE);
    expect(env.lastSocket.sent.length).toBe(2);
    env.lastSocket.receive({ v: 1, error: 'unavailable', message: '' });
    await env.advance(20_000);
    expect([env.lastSocket.sent.length, env.lastSocket.lastSent]).toEqual([3, { action: 'auth', token: next }]);
    env.lastSocket.receive({ v: 1, auth: { expires_at: '2026-11-02T12:00:00.000Z' } });
    await env.advance(30 * MINUTE);
    expect([env.sockets.length, env.lastSocket.sent.length]).toEqual([1, 3]);
  });

  it('a new token waits for the response to the request in flight, since an error names no request', async () => {
    const env = new FakeEnvironment();
    const tokens = [token(env.now() + 60 * MINUTE)];
    const next = token(env.now() + 120 * MINUTE);
    await liveIn(env, { getToken: () => Promise.resolve(tokens.shift() ?? next), pingIntervalMs: 58 * MINUTE - 5000 });
    await env.advance(58 * MINUTE);
    expect(env.lastSocket.lastSent).toEqual({ action: 'ping', after: id(0) });
    env.lastSocket.receive({ v: 1, error: 'unavailable', message: '' });
    expect(env.lastSocket.lastSent).toEqual({ action: 'auth', token: next });
    // The late response to the ping is not taken for the one to the token.
    respond(env, 0);
    await env.advance(14_999);
    expect(env.lastSocket.closed).toBe(false);
    await env.advance(1);
    expect(env.lastSocket.closed).toBe(true);
  });

  it('an unchanged token is requested again, but not sent again', async () => {
    const env = new FakeEnvironment();
    const only = token(env.now() + 10 * MINUTE);
    let requests = 0;
    await liveIn(env, { getToken: () => Promise.resolve(((requests += 1), only)), pingIntervalMs: 1e9 });
    await env.advance(9 * MINUTE);
    expect([requests, env.lastSocket.sent.length]).toEqual([1 + 4, 1]);
  });

  it('a failed renewal is reported, and the connection stays', async () => {
    const env = new FakeEnvironment();
    const tokens = [Promise.resolve(token(env.now() + 10 * MINUTE))];
    const getToken = () => tokens.shift() ?? Promise.reject(new Error('signed out'));
    const client = await liveIn(env, { getToken, pingIntervalMs: 1e9 });
    await env.advance(8 * MINUTE);
    expect(client.status.get()).toMatchObject({ state: 'live', error: { error: 'no_token' } });
  });

  it.each([
    ['is too long for a message', `${'x'.repeat(10_240)}`, null],
    ['is rejected', 'x', { v: 1, error: 'bad_token', message: '' }],
  ])('a new token that %s is used for a new connection', async (_, padding, rejection) => {
    const env = new FakeEnvironment();
    const tokens = [token(env.now() + 10 * MINUTE)];
    const next = `${token(env.now() + 70 * MINUTE)}${padding}`;
    const rejections: unknown[] = [];
    const getToken = (rejected?: boolean) => {
      rejections.push(rejected);
      return Promise.resolve(tokens.shift() ?? next);
    };
    const client = await liveIn(env, { getToken, pingIntervalMs: 1e9 });
    await env.advance(8 * MINUTE);
    if (rejection) env.lastSocket.receive(rejection);
    await settle();
    expect(env.sockets.map((socket) => socket.closed)).toEqual([false, false]);
    expect(env.lastSocket.protocols[1]).toBe(`bearer.${next}`);
    expect(rejections).toEqual([false, false, rejection !== null]);
    expect(client.status.get().state).toBe('live');
  });
});
