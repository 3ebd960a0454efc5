import { describe, expect, it } from 'vitest';

import type { LiveClient } from './client';
import { FakeEnvironment, settle } from './testing/fake-environment';
import { id, liveIn, streamingIn } from './testing/samples';

const MINUTE = 60_000;
const REASON = { v: 1, error: 'too_many_connections', message: 'Wait.' };
const CLOSED = 'retry: 75000\nevent: closed\ndata: {"reason":"too_many_connections","message":"Wait."}\n\n';

/** Makes the stream that was opened last live. */
async function becomeLive(env: FakeEnvironment): Promise<void> {
  env.lastStream.open();
  env.lastStream.write(`retry: 2000\nevent: resume\ndata: {"complete":true}\nid: ${id(0)}\n\n`);
  await settle();
}

async function liveStream(env: FakeEnvironment) {
  const client = await streamingIn(env, { inactivityTimeoutMs: 1e9, webSocketRetryAfterMs: 1e9 });
  await becomeLive(env);
  return client;
}

/** Waits until the client's next attempt. */
async function waitForMoreThanAMinute(env: FakeEnvironment, client: LiveClient): Promise<void> {
  const delay = (client.status.get().retryAt ?? 0) - env.now();
  expect(delay).toBeGreaterThan(MINUTE);
  await env.advance(delay);
}

describe('a connection that is closed because the user has too many', () => {
  it('a WebSocket waits for more than a minute, each time, and reports the reason', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    for (let n = 1; n <= 5; n += 1) {
      env.lastSocket.receive(REASON);
      env.lastSocket.fail();
      await settle();
      expect(client.status.get()).toMatchObject({ state: 'reconnecting', error: { error: 'too_many_connections' } });
      await waitForMoreThanAMinute(env, client);
      expect(env.sockets.length).toBe(n + 1);
      env.lastSocket.becomeLive(id(n));
      await settle();
      expect(client.status.get()).toMatchObject({ state: 'live', error: null });
    }
    // It is not mistaken for a proxy that blocks WebSockets.
    expect(env.streams.length).toBe(0);
  });

  it('a WebSocket that is closed before it is live waits as well', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    env.lastSocket.fail();
    await env.advance(2000);
    for (let n = 2; n <= 6; n += 1) {
      expect(env.sockets.length).toBe(n);
      env.lastSocket.open();
      env.lastSocket.receive(REASON);
      await settle();
      expect(client.status.get().error?.error).toBe('too_many_connections');
      await waitForMoreThanAMinute(env, client);
    }
    expect(env.streams.length).toBe(0);
  });

  it('a stream waits for at least the time that the server requests', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env);
    await env.advance(20_000);
    env.lastStream.write(CLOSED);
    await settle();
    const status = client.status.get();
    expect(status).toMatchObject({ state: 'reconnecting', error: { error: 'too_many_connections' } });
    expect((status.retryAt ?? 0) - env.now()).toBeGreaterThanOrEqual(75_000);
    expect(env.lastStream.aborted).toBe(true);
  });

  it('a stream that loses its place while it opens waits for at least a minute', async () => {
    const env = new FakeEnvironment();
    const client = await streamingIn(env, { webSocketRetryAfterMs: 1e9 });
    env.lastStream.respondWith(429);
    await settle();
    expect((client.status.get().retryAt ?? 0) - env.now()).toBeGreaterThanOrEqual(MINUTE);
  });

  it('a page that is shown connects at once', async () => {
    const env = new FakeEnvironment();
    await liveStream(env);
    const opened = env.streams.length;
    env.lastStream.write(CLOSED);
    await settle();
    env.signal('visible');
    await settle();
    expect(env.streams.length).toBe(opened + 1);
  });

  it('a connection that was closed by its own replacement is no error', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env);
    await env.advance(20_000);
    client.setFilter({ statuses: ['failed'] });
    await settle();
    env.streams.at(-2)?.write(CLOSED);
    await settle();
    expect(client.status.get().error).toBe(null);
    await becomeLive(env);
    expect(client.status.get()).toMatchObject({ state: 'live', error: null });
  });

  it('a stream that ends or breaks without this reason is opened again after the usual delay', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env);
    for (const end of [() => env.lastStream.end(), () => env.lastStream.break()]) {
      await env.advance(20_000);
      end();
      await settle();
      expect(client.status.get().error).toBe(null);
      expect((client.status.get().retryAt ?? 0) - env.now()).toBe(2000);
      await env.advance(2000);
      await becomeLive(env);
    }
  });
});
