import { describe, expect, it } from 'vitest';

import { FakeEnvironment, settle } from './testing/fake-environment';
import { clientIn, event, id, liveIn, order, streamingIn } from './testing/samples';

const MINUTE = 60_000;
const LIFETIME = 4 * MINUTE * 0.95;
const CATCH_UP_END = 'event: resume\ndata: {"complete":true}\n\n';

function streamEvent(n: number): string {
  return `event: event\ndata: ${JSON.stringify(event(n))}\nid: ${id(n)}\n\n`;
}

async function liveStream(env: FakeEnvironment, options = {}) {
  const client = await streamingIn(env, options);
  env.lastStream.open();
  env.lastStream.write(`retry: 2000\n${CATCH_UP_END.trimEnd()}\nid: ${id(0)}\n\n`);
  await settle();
  return client;
}

describe('stream', () => {
  it('a stream is opened after three WebSocket failures, with the token in a header', async () => {
    const env = new FakeEnvironment();
    const client = await streamingIn(env);
    expect([env.sockets.length, env.streams.length]).toEqual([3, 1]);
    expect(env.lastStream.url).toBe('https://example.test/api/webhooks/events/stream');
    expect(env.lastStream.header('authorization')).toBe('Bearer a.b.c');
    expect(env.lastStream.header('last-event-id')).toBe(null);
    expect(env.lastStream.init).toMatchObject({ redirect: 'error', credentials: 'omit' });
    env.lastStream.open();
    env.lastStream.write(CATCH_UP_END);
    await settle();
    expect(client.status.get()).toMatchObject({ state: 'live', transport: 'sse', failures: 0 });
  });

  it('the timeout for opening a stream includes its catch-up', async () => {
    const env = new FakeEnvironment();
    await streamingIn(env, { connectTimeoutMs: 5000, catchUpTimeoutMs: 20_000 });
    await env.advance(14_000);
    expect([env.streams.length, env.lastStream.aborted]).toEqual([1, false]);
    await env.advance(11_000);
    expect(env.streams[0]?.aborted).toBe(true);
  });

  it('a stream whose token is rejected is opened again with another token', async () => {
    const env = new FakeEnvironment();
    const rejections: unknown[] = [];
    const getToken = (rejected?: boolean) => {
      rejections.push(rejected);
      return rejections.length === 5 ? Promise.reject(new Error('no network')) : Promise.resolve('a.b.c');
    };
    await streamingIn(env, { getToken });
    env.lastStream.respondWith(401);
    await env.advance(120_000);
    // The token counts as rejected until another one was obtained.
    expect(rejections.slice(0, 7)).toEqual([false, false, false, false, true, true, false]);
  });

  it('a stream that is rejected as invalid is not retried', async () => {
    const env = new FakeEnvironment();
    const client = await streamingIn(env);
    env.lastStream.respondWith(400);
    await env.advance(600_000);
    expect(client.status.get()).toMatchObject({ state: 'closed', error: { error: 'http_400' } });
    expect([env.sockets.length, env.streams.length]).toEqual([3, 1]);
  });

  it('no stream is opened if WebSockets fail only occasionally', async () => {
    const env = new FakeEnvironment();
    await liveIn(env);
    for (let n = 0; n < 5; n += 1) {
      env.lastSocket.fail();
      await env.advance(500);
      env.lastSocket.fail();
      await env.advance(1000);
      env.lastSocket.becomeLive(id(1));
      await env.advance(20_000);
    }
    expect(env.streams.length).toBe(0);
  });

  it('events and orders are received, and the next stream resumes from the last id', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env);
    env.lastStream.write(`event: order\ndata: ${JSON.stringify(order('1', 1))}\n\n${streamEvent(1)}${streamEvent(2)}`);
    env.lastStream.write('event: event\ndata: {}\n\n');
    await settle();
    expect([client.events.get().length, client.orders.get().length]).toEqual([2, 1]);
    expect(client.status.get().malformed).toBe(1);
    await env.advance(10_000);
    env.lastStream.end();
    await settle();
    expect(client.status.get().retryAt).toBe(env.now() + 2000);
    await env.advance(2000);
    expect(env.lastStream.header('last-event-id')).toBe(id(2));
  });

  it('an incomplete catch-up is reported', async () => {
    const env = new FakeEnvironment();
    const client = await streamingIn(env);
    env.lastStream.open();
    env.lastStream.write('event: resume\ndata: {"complete":false,"reason":"too_many"}\n\n');
    await settle();
    expect(client.status.get()).toMatchObject({ state: 'incomplete', stale: 'too_many' });
  });

  it('a stream without data times out, and a comment is data', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env);
    await env.advance(60_000);
    env.lastStream.write(': heartbeat\n\n');
    await env.advance(60_000);
    expect(client.status.get().state).toBe('live');
    await env.advance(5000);
    expect([client.status.get().state, env.lastStream.aborted]).toEqual(['reconnecting', true]);
  });

  it('a stream that was silent during a sleep ends when the page is visible again', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env);
    env.signal('visible');
    expect(client.status.get().state).toBe('live');
    env.time += 10 * MINUTE;
    env.signal('visible');
    expect(client.status.get().state).toBe('reconnecting');
  });

  it('a stream is replaced before the server ends it, and nothing is lost', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env, { inactivityTimeoutMs: 1e9 });
    await env.advance(LIFETIME);
    const [first, second] = env.streams;
    expect([env.streams.length, first?.aborted]).toEqual([2, false]);
    first?.write(streamEvent(1));
    second?.open();
    second?.write(CATCH_UP_END + streamEvent(1) + streamEvent(2));
    await settle();
    expect([first?.aborted, client.status.get().state, client.events.get().length]).toEqual([true, 'live', 2]);
  });

  it('a WebSocket replaces the stream after a while and is live before the stream ends', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env, { inactivityTimeoutMs: 1e9, webSocketRetryAfterMs: 5 * MINUTE });
    await env.advance(LIFETIME);
    env.lastStream.open();
    env.lastStream.write(CATCH_UP_END);
    env.socketsWork = true;
    await env.advance(LIFETIME);
    expect([env.sockets.length, env.lastStream.aborted]).toEqual([4, false]);
    env.lastSocket.becomeLive(id(1));
    expect(client.status.get()).toMatchObject({ state: 'live', transport: 'websocket' });
    expect(env.lastStream.aborted).toBe(true);
  });

  it.each([
    ['rejected', (env: FakeEnvironment) => env.lastStream.respondWith(401), 'http_401'],
    ['unreachable', (env: FakeEnvironment) => env.lastStream.fail(), 'closed'],
  ])('after a stream that is %s a WebSocket is tried', async (_, fail, code) => {
    const env = new FakeEnvironment();
    const client = await streamingIn(env);
    const errors = new Set<string | undefined>();
    client.status.subscribe(() => errors.add(client.status.get().error?.error));
    fail(env);
    await env.advance(10_000);
    expect(env.sockets.length).toBe(4);
    expect([...errors]).toContain(code);
    await env.advance(10_000);
    expect(env.streams.length).toBe(2);
  });

  it('another filter opens another stream, and the old one is ignored', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env);
    client.setFilter({ statuses: ['failed'] });
    await settle();
    const [first, second] = env.streams;
    expect(second?.url).toBe('https://example.test/api/webhooks/events/stream?status=failed');
    first?.write(streamEvent(1));
    await settle();
    expect([client.events.get().length, client.status.get().state]).toEqual([0, 'catching-up']);
    second?.open();
    second?.write(CATCH_UP_END);
    await settle();
    expect([first?.aborted, client.status.get().state]).toEqual([true, 'live']);
  });

  it('disconnecting aborts the stream', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env);
    client.disconnect();
    expect([env.lastStream.aborted, env.activeCount()]).toEqual([true, 0]);
  });

  it('a missing token does not count as a WebSocket failure', async () => {
    const env = new FakeEnvironment();
    let signedIn = false;
    const getToken = () => (signedIn ? Promise.resolve('a.b.c') : Promise.reject(new Error('no')));
    clientIn(env, { getToken }).connect();
    await env.advance(5 * MINUTE);
    expect([env.streams.length, env.sockets.length]).toEqual([0, 0]);
    signedIn = true;
    await env.advance(MINUTE / 2);
    expect([env.streams.length, env.sockets.length > 0]).toEqual([0, true]);
  });
});
