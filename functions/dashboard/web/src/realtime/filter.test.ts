import { describe, expect, it } from 'vitest';

import { isConfirmedBy, queryString } from './filter';
import { FakeEnvironment, settle } from './testing/fake-environment';
import { clientIn, event, id, liveIn, token } from './testing/samples';

const repeat = (n: number, text = 'x') => Array.from({ length: n }, () => text);

const FAILED = { statuses: ['failed'] };
const SHOPIFY = { channels: ['shopify'] };

describe('filter', () => {
  it('a filter that is set before connecting is sent with the resume message', async () => {
    const env = new FakeEnvironment();
    const client = clientIn(env);
    client.setFilter(FAILED);
    client.connect();
    await settle();
    env.lastSocket.open();
    expect(env.lastSocket.lastSent).toEqual({ action: 'resume', filter: FAILED });
  });

  it('frames of the old filter are ignored, and a catch-up sends what they contained', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    env.lastSocket.receive({ v: 1, events: [event(1)], orders: [], cursor: id(1) });
    client.setFilter(FAILED);
    expect(client.events.get()).toEqual([]);
    expect(env.lastSocket.lastSent).toEqual({ action: 'filter', filter: FAILED });
    env.lastSocket.receive({ v: 1, events: [event(2), event(3, { status: 'failed' })], orders: [], cursor: id(3) });
    expect(client.events.get()).toEqual([]);
    env.lastSocket.receive({ v: 1, filter: FAILED });
    expect(env.lastSocket.lastSent).toEqual({ action: 'ping', after: id(1) });
    const missed = [event(3, { status: 'failed' })];
    env.lastSocket.receive({ v: 1, events: missed, orders: [], cursor: id(3), resume: { complete: true } });
    expect(client.events.get().map((summary) => summary.id)).toEqual([id(3)]);
  });

  it('a changed filter waits for the response to the previous one, and only the newest one is sent', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    client.setFilter(FAILED);
    client.setFilter({ channels: ['amazon'] });
    client.setFilter(SHOPIFY);
    expect(env.lastSocket.sent.slice(1)).toEqual([{ action: 'filter', filter: FAILED }]);
    env.lastSocket.receive({ v: 1, filter: FAILED });
    expect(env.lastSocket.sent.slice(2)).toEqual([{ action: 'filter', filter: SHOPIFY }]);
    env.lastSocket.receive({ v: 1, events: [event(1, { status: 'failed' })], orders: [], cursor: id(1) });
    expect([client.events.get(), client.status.get().state]).toEqual([[], 'catching-up']);
    env.lastSocket.receive({ v: 1, filter: SHOPIFY });
    expect(env.lastSocket.sent.slice(3)).toEqual([{ action: 'ping', after: id(0) }]);
    env.lastSocket.receive({ v: 1, events: [event(2)], orders: [], cursor: id(2) });
    expect(client.events.get().map((summary) => summary.id)).toEqual([id(2)]);
    expect(client.status.get().state).toBe('live');
  });

  it('a confirmation of another filter makes the client reconnect with its own', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    client.setFilter(SHOPIFY);
    env.lastSocket.receive({ v: 1, filter: FAILED });
    expect(client.status.get().state).toBe('reconnecting');
    await env.advance(500);
    env.lastSocket.open();
    expect(env.lastSocket.lastSent).toEqual({ action: 'resume', after: id(0), filter: SHOPIFY });
  });

  it('the catch-up after a filter change starts at the old cursor, even if another request and frames come first', async () => {
    const env = new FakeEnvironment();
    const next = token(env.now() + 7_200_000);
    const tokens = [token(env.now() + 3_600_000)];
    const client = await liveIn(env, { getToken: async () => tokens.shift() ?? next, pingIntervalMs: 1e9 });
    await env.advance(3_480_000 - 1000);
    client.setFilter(FAILED);
    await env.advance(1000);
    env.lastSocket.receive({ v: 1, filter: FAILED });
    expect(env.lastSocket.lastSent).toEqual({ action: 'auth', token: next });
    env.lastSocket.receive({ v: 1, events: [event(9, { status: 'failed' })], orders: [], cursor: id(9) });
    env.lastSocket.receive({ v: 1, auth: { expires_at: '2026-11-02T12:00:00.000Z' } });
    expect(env.lastSocket.lastSent).toEqual({ action: 'ping', after: id(0) });
  });

  it('an unconfirmed or rejected filter makes the client reconnect with it', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    client.setFilter(FAILED);
    await env.advance(15_500);
    env.lastSocket.open();
    expect(env.lastSocket.lastSent).toEqual({ action: 'resume', after: id(0), filter: FAILED });
    env.lastSocket.receive({ v: 1, events: [], orders: [], cursor: id(0), resume: { complete: true } });
    client.setFilter({});
    env.lastSocket.receive({ v: 1, error: 'too_many_messages', message: 'Slow down.' });
    expect(client.status.get()).toMatchObject({ state: 'reconnecting', error: { error: 'too_many_messages' } });
  });

  it.each([
    ['the server', { v: 1, error: 'too_many_messages', message: 'Slow down.' }],
    ['the server', { v: 1, error: 'unavailable', message: '' }],
    ['API Gateway', { message: 'Internal server error', connectionId: 'c', requestId: 'r' }],
  ])('the catch-up after a filter change is retried while %s rejects it: %j', async (_, rejection) => {
    const env = new FakeEnvironment();
    const client = await liveIn(env, { catchUpRetryDelayMs: 4000, maxCatchUpRetryDelayMs: 10_000 });
    client.setFilter(FAILED);
    env.lastSocket.receive({ v: 1, events: [event(1, { status: 'failed' })], orders: [], cursor: id(1) });
    env.lastSocket.receive({ v: 1, filter: FAILED });
    // Three quarters of the bounds, which are 4, 8, 10 and 10 seconds.
    for (const wait of [3000, 6000, 7500, 7500]) {
      expect(env.lastSocket.lastSent).toEqual({ action: 'ping', after: id(0) });
      const sentBefore = env.lastSocket.sent.length;
      env.lastSocket.receive(rejection);
      // A frame must not advance the cursor of the catch-up.
      env.lastSocket.receive({ v: 1, events: [event(9, { status: 'failed' })], orders: [], cursor: id(9) });
      expect(client.status.get()).toMatchObject({ state: 'catching-up', malformed: 0 });
      await env.advance(wait - 1);
      expect(env.lastSocket.sent.length).toBe(sentBefore);
      await env.advance(1);
    }
    const missed = [event(1, { status: 'failed' })];
    env.lastSocket.receive({ v: 1, events: missed, orders: [], cursor: id(9), resume: { complete: true } });
    expect(client.status.get()).toMatchObject({ state: 'live', error: null });
    expect(client.events.get().map((summary) => summary.id)).toEqual([id(9), id(1)]);
    await env.advance(60_000);
    expect([env.lastSocket.sent.length, env.sockets.length]).toEqual([7, 1]);
  });

  it('if the response is malformed, the next connection catches up from the old cursor', async () => {
    const env = new FakeEnvironment();
    const client = await liveIn(env);
    client.setFilter(FAILED);
    env.lastSocket.receive({ v: 1, filter: FAILED });
    env.lastSocket.receiveRaw('malformed');
    env.lastSocket.receive({ v: 1, events: [event(9, { status: 'failed' })], orders: [], cursor: id(9) });
    await env.advance(15_500);
    env.lastSocket.open();
    expect(env.lastSocket.lastSent).toEqual({ action: 'resume', after: id(0), filter: FAILED });
    env.lastSocket.receive({ v: 1, events: [], orders: [], cursor: id(9), resume: { complete: true } });
    expect(client.status.get()).toMatchObject({ state: 'live', malformed: 1 });
  });

  it('a confirmation is compared by the known members, whatever a newer server adds', () => {
    const filter = { integrations: ['a', 'b'], order: '1' };
    const confirmed = { order: '1', integrations: ['a', 'b'], shops: [] };
    expect([
      isConfirmedBy(filter, confirmed),
      isConfirmedBy({}, {}),
      isConfirmedBy({ statuses: [] }, { statuses: [] }),
    ]).toEqual([true, true, true]);
    const others = [
      {},
      null,
      'x',
      { ...confirmed, order: '2' },
      { ...confirmed, topics: ['x'] },
      { order: '1', integrations: ['a'] },
    ];
    expect(others.filter((other) => isConfirmedBy(filter, other))).toEqual([]);
  });

  it('an invalid filter closes the client until the page connects again', async () => {
    const env = new FakeEnvironment();
    const client = clientIn(env);
    client.setFilter({ channels: ['etsy'] });
    client.connect();
    await settle();
    env.lastSocket.open();
    env.lastSocket.receive({ v: 1, error: 'bad_message', message: 'Unknown channel.' });
    expect(client.status.get()).toMatchObject({ state: 'closed', error: { error: 'bad_message' } });
    await env.advance(600_000);
    expect([env.sockets.length, env.streams.length, env.activeCount()]).toEqual([1, 0, 0]);
    client.setFilter({});
    client.connect();
    await settle();
    env.lastSocket.becomeLive(id(1));
    expect(client.status.get()).toMatchObject({ state: 'live', error: null });
  });

  it('a filter that changes during the first catch-up replaces the connection', async () => {
    const env = new FakeEnvironment();
    const client = clientIn(env);
    client.connect();
    await settle();
    env.lastSocket.open();
    client.setFilter(FAILED);
    await settle();
    expect(env.sockets.map((socket) => socket.closed)).toEqual([true, false]);
    env.lastSocket.open();
    expect(env.lastSocket.lastSent).toEqual({ action: 'resume', filter: FAILED });
  });

  it('a filter that the server would reject is rejected before it is sent', () => {
    const client = clientIn(new FakeEnvironment());
    for (const filter of [
      { integrations: repeat(101) },
      { channels: repeat(11) },
      { topics: repeat(51) },
      { statuses: repeat(3) },
      { integrations: repeat(100, 'x'.repeat(64)) },
      { integrations: ['Not-An-Id'] },
      { integrations: [''] },
      { topics: ['ü'.repeat(51)] },
      { order: 'x'.repeat(257) },
      { order: 'ü'.repeat(129) },
      { topics: repeat(40, 'x'.repeat(100)) },
    ]) {
      expect(() => client.setFilter(filter), JSON.stringify(filter).slice(0, 40)).toThrow(RangeError);
    }
    for (const filter of [
      { topics: repeat(29, 'x'.repeat(100)) },
      { topics: ['ü'.repeat(50)], order: 'x'.repeat(256), integrations: ['x'.repeat(64)] },
    ]) {
      expect(() => client.setFilter(filter)).not.toThrow();
    }
  });

  it('the query string has one parameter for each value', () => {
    expect(
      queryString({ integrations: ['a', 'b'], channels: ['c'], topics: ['o/c'], statuses: ['failed'], order: '1&2' }),
    ).toBe('integration=a&integration=b&channel=c&topic=o%2Fc&status=failed&order=1%262');
  });
});
