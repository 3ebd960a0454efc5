import { afterAll, beforeAll, expect, it } from 'vitest';

import { Stack } from '../stack';
import { NO_WEB_SOCKET, RecordingClient } from './recording-client';

let stack: Stack;

beforeAll(async () => {
  stack = await Stack.start();
});
afterAll(() => stack.remove());

it('the response to a ping is a catch-up', async () => {
  const recorder = new RecordingClient(stack);
  await recorder.connect();
  recorder.environment.signal('visible');
  await recorder.until(() => recorder.environment.serverMessages.length > 1);
  expect(recorder.environment.serverMessages[1]).toMatchObject({ v: 1, resume: { complete: true } });
  expect(recorder.client.status.get()).toMatchObject({ state: 'live', error: null });
  recorder.client.disconnect();
});

it('only matching events are sent, by WebSocket and by stream', async () => {
  const recorders = [new RecordingClient(stack), new RecordingClient(stack, NO_WEB_SOCKET)];
  for (const [n, recorder] of recorders.entries()) {
    await recorder.connect();
    recorder.client.setFilter({ topics: ['orders/updated'] });
    const filteredOut = await stack.send({ id: 10 + n, second: 1 });
    const matching = await stack.send({ id: 10 + n, second: 2 }, 'orders/updated');
    await recorder.all([matching]);
    expect(recorder.received).not.toContain(filteredOut);
    recorder.client.disconnect();
  }
});

it('the last of several quickly changed filters applies', async () => {
  const recorder = new RecordingClient(stack);
  await recorder.connect();
  for (const topic of ['a', 'b', 'c', 'orders/updated', 'd']) recorder.client.setFilter({ topics: [topic] });
  recorder.client.setFilter({ topics: ['orders/create'] });
  await recorder.untilLive();
  expect(recorder.environment.serverMessages.flatMap(({ filter }) => filter ?? [])).toEqual([
    { topics: ['a'] },
    { topics: ['orders/create'] },
  ]);
  const ids = [await stack.send({ id: 30 }), await stack.send({ id: 31 })];
  const filteredOut = await stack.send({ id: 30, second: 2 }, 'orders/updated');
  await recorder.all([...ids, await stack.send({ id: 32 })]);
  expect(recorder.received).not.toContain(filteredOut);
  recorder.client.disconnect();
});

it('a client that exceeded the rate limit still catches up', async () => {
  const recorder = new RecordingClient(stack, { catchUpRetryDelayMs: 1000 });
  await recorder.connect();
  const isRateLimited = () => recorder.environment.serverMessages.some(({ error }) => error === 'too_many_messages');
  while (!isRateLimited()) {
    const before = recorder.environment.serverMessages.length;
    recorder.environment.signal('visible');
    await recorder.until(() => recorder.environment.serverMessages.length > before);
  }
  expect(recorder.state).toBe('catching-up');
  await recorder.untilLive();
  expect(recorder.client.status.get().error).toBe(null);
  expect(recorder.environment.sockets.length).toBe(1);
  recorder.client.disconnect();
});

it('a token is renewed before it expires, on the same connection', async () => {
  let first = true;
  const getToken = () => {
    const seconds = first ? 60 : 3600;
    first = false;
    return stack.token(seconds);
  };
  const recorder = new RecordingClient(stack, { getToken, tokenRenewalLeadMs: 3_600_000, tokenRenewalRetryMs: 50 });
  await recorder.connect();
  const confirmation = () => recorder.environment.serverMessages.find((message) => 'auth' in message)?.['auth'];
  await recorder.until(() => confirmation() !== undefined);
  expect(Date.parse((confirmation() as { expires_at: string }).expires_at)).toBeGreaterThan(Date.now() + 3_000_000);
  expect(recorder.environment.sockets.length).toBe(1);
  recorder.client.disconnect();
});
