import { afterAll, beforeAll, expect, it } from 'vitest';

import { Stack } from '../stack';
import { NO_WEB_SOCKET, Watched } from './recording-client';

let stack: Stack;

beforeAll(async () => {
  stack = await Stack.start();
});
afterAll(() => stack.remove());

it('a ping is answered with a gap', async () => {
  const watched = new Watched(stack);
  await watched.live();
  watched.environment.signal('visible');
  await watched.until(() => watched.environment.said.length > 1);
  expect(watched.environment.said[1]).toMatchObject({ v: 1, resume: { complete: true } });
  expect(watched.client.status.get()).toMatchObject({ state: 'live', error: null });
  watched.client.disconnect();
});

it('a filter has only what it takes sent, by WebSocket and by stream', async () => {
  const ways = [new Watched(stack), new Watched(stack, NO_WEB_SOCKET)];
  for (const [n, watched] of ways.entries()) {
    await watched.live();
    watched.client.setFilter({ topics: ['orders/updated'] });
    const left = await stack.send({ id: 10 + n, second: 1 });
    const taken = await stack.send({ id: 10 + n, second: 2 }, 'orders/updated');
    await watched.all([taken]);
    expect(watched.told).not.toContain(left);
    watched.client.disconnect();
  }
});

it('of filters that change quickly the last one counts', async () => {
  const watched = new Watched(stack);
  await watched.live();
  for (const topic of ['a', 'b', 'c', 'orders/updated', 'd']) watched.client.setFilter({ topics: [topic] });
  watched.client.setFilter({ topics: ['orders/create'] });
  await watched.isLive();
  expect(watched.environment.said.flatMap(({ filter }) => filter ?? [])).toEqual([
    { topics: ['a'] },
    { topics: ['orders/create'] },
  ]);
  const ids = [await stack.send({ id: 30 }), await stack.send({ id: 31 })];
  const left = await stack.send({ id: 30, second: 2 }, 'orders/updated');
  await watched.all([...ids, await stack.send({ id: 32 })]);
  expect(watched.told).not.toContain(left);
  watched.client.disconnect();
});

it('a client that has asked too often is told what it missed nonetheless', async () => {
  const watched = new Watched(stack, { askAgainMs: 1000 });
  await watched.live();
  const refused = () => watched.environment.said.some(({ error }) => error === 'too_many_messages');
  while (!refused()) {
    const said = watched.environment.said.length;
    watched.environment.signal('visible');
    await watched.until(() => watched.environment.said.length > said);
  }
  expect(watched.state).toBe('filling');
  await watched.isLive();
  expect(watched.client.status.get().error).toBe(null);
  expect(watched.environment.sockets.length).toBe(1);
  watched.client.disconnect();
});

it('a new token is taken before the old one ends, on the same connection', async () => {
  let first = true;
  const getToken = () => {
    const seconds = first ? 60 : 3600;
    first = false;
    return stack.token(seconds);
  };
  const watched = new Watched(stack, { getToken, renewTokenMs: 3_600_000, renewAgainMs: 50 });
  await watched.live();
  const answer = () => watched.environment.said.find((said) => 'auth' in said)?.['auth'];
  await watched.until(() => answer() !== undefined);
  expect(Date.parse((answer() as { expires_at: string }).expires_at)).toBeGreaterThan(Date.now() + 3_000_000);
  expect(watched.environment.sockets.length).toBe(1);
  watched.client.disconnect();
});
