import { describe, expect, it } from 'vitest';

import type { LiveClient } from './client';
import { id, streamingIn, token } from './testing/samples';
import { World, settle } from './testing/fake-environment';

const MINUTE = 60_000;

/** The stream that was asked for last becomes live. */
async function answer(world: World): Promise<void> {
  world.lastStream.open();
  world.lastStream.write(`retry: 2000\n\nevent: resume\ndata: {"complete":true}\n\nid: ${id(0)}\n\n`);
  await settle();
}

async function live(world: World, options = {}): Promise<LiveClient> {
  const client = await streamingIn(world, { silenceMs: 1e9, backToWebSocketMs: 1e9, ...options });
  await answer(world);
  return client;
}

/** The stream lives for a while and is ended in this way; gives how long the client then waits. */
async function waitAfter(world: World, client: LiveClient, lived: number, end: () => void): Promise<number> {
  await world.advance(lived);
  end();
  await settle();
  const wait = (client.status.get().waitUntil ?? 0) - world.now();
  await world.advance(wait);
  await answer(world);
  return wait;
}

describe('streams that the server ends early', () => {
  it('come back later and later, and say why', async () => {
    const world = new World();
    const client = await live(world);
    const errors: unknown[] = [];
    client.status.subscribe(() => errors.push(client.status.get().error?.error));
    const waits = [];
    // Longer than what counts as settled, as those that close each other live.
    for (let n = 0; n < 8; n += 1) {
      waits.push(await waitAfter(world, client, 20_000, () => world.lastStream.end()));
    }
    // Two seconds is what the server asks for; then it is three quarters of 4, 8 and so on, up to a minute.
    expect(waits).toEqual([2000, 2000, 3000, 6000, 12_000, 24_000, 45_000, 45_000]);
    expect(errors).toContain('closed_early');
    expect(client.status.get()).toMatchObject({ state: 'live', error: null });
  });

  it('are told from those that lived long enough, and after those it begins anew', async () => {
    const world = new World();
    const client = await live(world);
    for (let n = 0; n < 5; n += 1) await waitAfter(world, client, 20_000, () => world.lastStream.end());
    const errors: unknown[] = [];
    client.status.subscribe(() => errors.push(client.status.get().error?.error));
    expect(await waitAfter(world, client, 3 * MINUTE, () => world.lastStream.end())).toBe(2000);
    expect(errors).not.toContain('closed_early');
    expect(await waitAfter(world, client, 20_000, () => world.lastStream.end())).toBe(2000);
  });

  it('are told from those that broke', async () => {
    const world = new World();
    const client = await live(world);
    for (let n = 0; n < 8; n += 1) {
      expect(await waitAfter(world, client, 20_000, () => world.lastStream.break())).toBe(2000);
    }
  });

  it('are told from those whose token has ended', async () => {
    const world = new World();
    const getToken = () => Promise.resolve(token(world.now() + 40_000));
    const client = await live(world, { getToken });
    for (let n = 0; n < 8; n += 1) {
      expect(await waitAfter(world, client, 30_000, () => world.lastStream.end())).toBe(2000);
    }
  });

  it('are told from one that had to make room for its own successor', async () => {
    const world = new World();
    const client = await live(world);
    await world.advance(20_000);
    client.setFilter({ statuses: ['failed'] });
    await settle();
    world.streams.at(-2)?.end();
    await settle();
    expect(client.status.get().error).toBe(null);
    await answer(world);
    expect(client.status.get().state).toBe('live');
  });

  it('begin anew when somebody connects', async () => {
    const world = new World();
    const client = await live(world);
    for (let n = 0; n < 5; n += 1) await waitAfter(world, client, 20_000, () => world.lastStream.end());
    client.disconnect();
    expect(world.waiting()).toBe(0);
    client.connect();
    await world.advance(10_000);
    await answer(world);
    expect(await waitAfter(world, client, 20_000, () => world.lastStream.end())).toBe(2000);
  });
});
