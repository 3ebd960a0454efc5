import { describe, expect, it } from 'vitest';

import type { LiveClient } from './client';
import { FakeEnvironment, settle } from './testing/fake-environment';
import { id, streamingIn, token } from './testing/samples';

const MINUTE = 60_000;

/** Makes the stream that was opened last live. */
async function becomeLive(env: FakeEnvironment): Promise<void> {
  env.lastStream.open();
  env.lastStream.write(`retry: 2000\n\nevent: resume\ndata: {"complete":true}\n\nid: ${id(0)}\n\n`);
  await settle();
}

async function liveStream(env: FakeEnvironment, options = {}): Promise<LiveClient> {
  const client = await streamingIn(env, { inactivityTimeoutMs: 1e9, webSocketRetryAfterMs: 1e9, ...options });
  await becomeLive(env);
  return client;
}

/** Ends the stream with `end` after `lifetime` and reconnects; returns the client's delay. */
async function delayAfter(
  env: FakeEnvironment,
  client: LiveClient,
  lifetime: number,
  end: () => void,
): Promise<number> {
  await env.advance(lifetime);
  end();
  await settle();
  const delay = (client.status.get().retryAt ?? 0) - env.now();
  await env.advance(delay);
  await becomeLive(env);
  return delay;
}

describe('a stream that the server ends early', () => {
  it('reconnects with a growing delay and reports closed_early', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env);
    const errors: unknown[] = [];
    client.status.subscribe(() => errors.push(client.status.get().error?.error));
    const delays = [];
    // Longer than `stableAfterMs`, like streams that evict each other.
    for (let n = 0; n < 8; n += 1) {
      delays.push(await delayAfter(env, client, 20_000, () => env.lastStream.end()));
    }
    // The server requests two seconds; then it is three quarters of 4, 8 and so on, up to a minute.
    expect(delays).toEqual([2000, 2000, 3000, 6000, 12_000, 24_000, 45_000, 45_000]);
    expect(errors).toContain('closed_early');
    expect(client.status.get()).toMatchObject({ state: 'live', error: null });
  });

  it('is forgotten after a stream that lived long enough', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env);
    for (let n = 0; n < 5; n += 1) await delayAfter(env, client, 20_000, () => env.lastStream.end());
    const errors: unknown[] = [];
    client.status.subscribe(() => errors.push(client.status.get().error?.error));
    expect(await delayAfter(env, client, 3 * MINUTE, () => env.lastStream.end())).toBe(2000);
    expect(errors).not.toContain('closed_early');
    expect(await delayAfter(env, client, 20_000, () => env.lastStream.end())).toBe(2000);
  });

  it('is distinguished from a stream that broke', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env);
    for (let n = 0; n < 8; n += 1) {
      expect(await delayAfter(env, client, 20_000, () => env.lastStream.break())).toBe(2000);
    }
  });

  it('is distinguished from a stream whose token has expired', async () => {
    const env = new FakeEnvironment();
    const getToken = () => Promise.resolve(token(env.now() + 40_000));
    const client = await liveStream(env, { getToken });
    for (let n = 0; n < 8; n += 1) {
      expect(await delayAfter(env, client, 30_000, () => env.lastStream.end())).toBe(2000);
    }
  });

  it('is distinguished from a stream that was evicted by its own replacement', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env);
    await env.advance(20_000);
    client.setFilter({ statuses: ['failed'] });
    await settle();
    env.streams.at(-2)?.end();
    await settle();
    expect(client.status.get().error).toBe(null);
    await becomeLive(env);
    expect(client.status.get().state).toBe('live');
  });

  it('is forgotten when the page connects again', async () => {
    const env = new FakeEnvironment();
    const client = await liveStream(env);
    for (let n = 0; n < 5; n += 1) await delayAfter(env, client, 20_000, () => env.lastStream.end());
    client.disconnect();
    expect(env.activeCount()).toBe(0);
    client.connect();
    await env.advance(10_000);
    await becomeLive(env);
    expect(await delayAfter(env, client, 20_000, () => env.lastStream.end())).toBe(2000);
  });
});
