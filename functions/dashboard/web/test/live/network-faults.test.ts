import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { LiveOptions, LiveTransport } from '../../src/realtime';
import { Stack } from '../stack';
import { replay, deliveryProblem } from './delivery-check';
import { FaultyNetwork } from './faulty-network';
import { RecordingClient } from './recording-client';

/** An event id of 25 hours ago: catch-ups read at most 24 hours. */
const TOO_OLD = `${ulidTime(Date.now() - 25 * 3_600_000)}0000000000000000`;

let stack: Stack;
let network: FaultyNetwork;
let recorder: RecordingClient | null = null;
let ids: string[];

beforeEach(async () => {
  stack = await Stack.start();
  network = await FaultyNetwork.inFrontOf(stack.port);
  ids = [];
});
afterEach(async () => {
  recorder?.client.disconnect();
  network.close();
  await stack.remove();
});

/** A client that is live by this transport. */
async function live(
  transport: LiveTransport,
  options: Partial<LiveOptions> = {},
  random = Math.random,
): Promise<RecordingClient> {
  recorder = RecordingClient.via(transport, stack, network.port, options);
  recorder.environment.random = random;
  await recorder.connect();
  expect(recorder.client.status.get().transport).toBe(transport);
  return recorder;
}

/** A client that is live by this transport, and that reconnects only when the network is restored. */
async function liveWithoutRetries(transport: LiveTransport): Promise<RecordingClient> {
  const client = await live(transport, { baseDelayMs: 3_600_000, maxDelayMs: 3_600_000 }, () => 0);
  client.environment.random = () => 1;
  return client;
}

/** Sends webhooks of new orders one after the other; `onSent` is called after each. */
async function send(count: number, onSent: (n: number) => void = () => {}): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    ids.push(await stack.send({ id: 1000 + ids.length }));
    onSent(n);
  }
}

describe.each(['websocket', 'sse'] as const)('transport %s', (transport) => {
  it('reports each event once although its connections are cut', async () => {
    const client = await live(transport);
    await send(8, (n) => n % 4 === 1 && network.cut());
    await client.untilLive();
    await send(2);
    expect(await deliveryProblem(client, stack, ids)).toBe(null);
    expect(client.states).toContain('reconnecting');
  });

  it('reports each event once although the server is killed and restarted', async () => {
    const client = await live(transport);
    await send(3);
    await stack.kill();
    await client.until(() => client.state !== 'live');
    await stack.launch();
    await send(3);
    expect(await deliveryProblem(client, stack, ids)).toBe(null);
    await client.untilLive();
  });

  it('reports each event once although its tokens expire and end its connections', async () => {
    const tokens: string[] = [];
    const getToken = async () => {
      tokens.push(await stack.token(2));
      return tokens.at(-1) ?? '';
    };
    const client = await live(transport, { getToken, tokenRenewalRetryMs: 1e9 });
    for (const before of [tokens.length, tokens.length + 1]) {
      const states = client.states.length;
      // The first push after the expiry closes a WebSocket; a stream ends at the expiry.
      while (client.states.length === states) await send(1);
      await client.until(() => tokens.length > before && client.state === 'live');
    }
    await send(2);
    expect(await deliveryProblem(client, stack, ids)).toBe(null);
  });

  it('reports each revision once after it was offline', async () => {
    const client = await liveWithoutRetries(transport);
    const other = new RecordingClient(stack);
    await other.connect();
    await send(3);
    const [replayed = ''] = ids;
    await client.all(ids);
    await other.all(ids);
    network.down();
    client.environment.setOnline(false);
    await client.until(() => client.state === 'offline');
    await send(3);
    ids.push(await stack.send({ id: 1000, second: 1 }, 'orders/updated'));
    await replay(stack, replayed);
    await other.until(() => other.received.filter((id) => id === replayed).length === 2);
    await other.all(ids);
    other.client.disconnect();
    network.up();
    client.environment.setOnline(true);
    expect(await deliveryProblem(client, stack, ids)).toBe(null);
    expect(client.state).toBe('live');
  });

  it('is incomplete after it was offline for too long, and continues after a reload of the lists', async () => {
    const client = await liveWithoutRetries(transport);
    const other = new RecordingClient(stack);
    await other.connect();
    network.down();
    client.environment.setOnline(false);
    await client.until(() => client.state === 'offline');
    client.client.catchUp(TOO_OLD);
    const missed = await stack.send({ id: 1 });
    await other.all([missed]);
    other.client.disconnect();
    network.up();
    client.environment.setOnline(true);
    await client.until(() => client.state === 'incomplete');
    expect(client.client.status.get().stale).toBe('too_old');
    client.client.listsReloaded();
    await send(2);
    await client.all(ids);
    expect([client.state, client.received.includes(missed)]).toEqual(['live', false]);
  });
});

function ulidTime(ms: number): string {
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  return Array.from({ length: 10 }, (_, n) => digits[Math.floor(ms / 32 ** (9 - n)) % 32]).join('');
}
