import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { LiveOptions, Transport } from '../../src/realtime';
import { Stack } from '../stack';
import { Network } from './faulty-network';
import { Watched } from './recording-client';
import { replay, wrongWith } from './delivery-check';

/** A day and an hour before now, as an event's id: further back than any gap is read. */
const TOO_OLD = `${ulidTime(Date.now() - 25 * 3_600_000)}0000000000000000`;

let stack: Stack;
let network: Network;
let watched: Watched | null = null;
let ids: string[];

beforeEach(async () => {
  stack = await Stack.start();
  network = await Network.before(stack.port);
  ids = [];
});
afterEach(async () => {
  watched?.client.disconnect();
  network.close();
  await stack.remove();
});

/** A client that is live this way. */
async function live(way: Transport, options: Partial<LiveOptions> = {}, random = Math.random): Promise<Watched> {
  watched = Watched.by(way, stack, network.port, options);
  watched.environment.random = random;
  await watched.live();
  expect(watched.client.status.get().transport).toBe(way);
  return watched;
}

/** A client that is live this way, and which only the word that there is a network again brings back in time. */
async function patient(way: Transport): Promise<Watched> {
  const client = await live(way, { baseMs: 3_600_000, capMs: 3_600_000 }, () => 0);
  client.environment.random = () => 1;
  return client;
}

/** Sends webhooks of new orders, one after the other; `between` is called after each. */
async function send(count: number, between: (n: number) => void = () => {}): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    ids.push(await stack.send({ id: 1000 + ids.length }));
    between(n);
  }
}

describe.each(['websocket', 'sse'] as const)('by %s', (way) => {
  it('has each event once after its connections were cut while they came', async () => {
    const client = await live(way);
    await send(8, (n) => n % 4 === 1 && network.cut());
    await client.isLive();
    await send(2);
    expect(await wrongWith(client, stack, ids)).toBe(null);
    expect(client.states).toContain('reconnecting');
  });

  it('has each event once after the server was killed and began again', async () => {
    const client = await live(way);
    await send(3);
    await stack.kill();
    await client.until(() => client.state !== 'live');
    await stack.begin();
    await send(3);
    expect(await wrongWith(client, stack, ids)).toBe(null);
    await client.isLive();
  });

  it('has each event once though its tokens end, and each connection with its token', async () => {
    const tokens: string[] = [];
    const getToken = async () => {
      tokens.push(await stack.token(2));
      return tokens.at(-1) ?? '';
    };
    const client = await live(way, { getToken, renewAgainMs: 1e9 });
    for (const before of [tokens.length, tokens.length + 1]) {
      const states = client.states.length;
      // A WebSocket is closed by the first push after the end, a stream ends by itself.
      while (client.states.length === states) await send(1);
      await client.until(() => tokens.length > before && client.state === 'live');
    }
    await send(2);
    expect(await wrongWith(client, stack, ids)).toBe(null);
  });

  it('has each event once, and the newest of each, after it was offline', async () => {
    const client = await patient(way);
    const other = new Watched(stack);
    await other.live();
    await send(3);
    const [replayed = ''] = ids;
    await client.all(ids);
    await other.all(ids);
    network.down();
    client.environment.connect(false);
    await client.until(() => client.state === 'offline');
    await send(3);
    ids.push(await stack.send({ id: 1000, second: 1 }, 'orders/updated'));
    await replay(stack, replayed);
    await other.until(() => other.told.filter((id) => id === replayed).length === 2);
    await other.all(ids);
    other.client.disconnect();
    network.up();
    client.environment.connect(true);
    expect(await wrongWith(client, stack, ids)).toBe(null);
    expect(client.state).toBe('live');
  });

  it('says that its lists must be loaded anew after it was away for too long, and goes on from there', async () => {
    const client = await patient(way);
    const other = new Watched(stack);
    await other.live();
    network.down();
    client.environment.connect(false);
    await client.until(() => client.state === 'offline');
    client.client.catchUp(TOO_OLD);
    const missed = await stack.send({ id: 1 });
    await other.all([missed]);
    other.client.disconnect();
    network.up();
    client.environment.connect(true);
    await client.until(() => client.state === 'incomplete');
    expect(client.client.status.get().stale).toBe('too_old');
    client.client.reloaded();
    await send(2);
    await client.all(ids);
    expect([client.state, client.told.includes(missed)]).toEqual(['live', false]);
  });
});

function ulidTime(ms: number): string {
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return Array.from({ length: 10 }, (_, n) => digits[Math.floor(ms / 32 ** (9 - n)) % 32]).join('');
}
