import { describe, expect, it } from 'vitest';

import { clientIn, event, id, liveIn, order, streamingIn } from './testing/samples';
import { World, settle } from './testing/fake-environment';

const MINUTE = 60_000;
const CYCLE = 4 * MINUTE * 0.95;
const RESUMED = 'event: resume\ndata: {"complete":true}\n\n';

function line(n: number): string {
  return `event: event\nid: ${id(n)}\ndata: ${JSON.stringify(event(n))}\n\n`;
}

async function live(world: World, options = {}) {
  const client = await streamingIn(world, options);
  world.lastStream.open();
  world.lastStream.write(`retry: 2000\n\n${RESUMED}id: ${id(0)}\n\n`);
  await settle();
  return client;
}

describe('a stream', () => {
  it('is taken after three WebSockets that could not be opened, with the token in a header', async () => {
    const world = new World();
    const client = await streamingIn(world);
    expect([world.sockets.length, world.streams.length]).toEqual([3, 1]);
    expect(world.lastStream.url).toBe('https://example.test/api/webhooks/events/stream');
    expect(world.lastStream.header('authorization')).toBe('Bearer a.b.c');
    expect(world.lastStream.header('last-event-id')).toBe(null);
    expect(world.lastStream.init).toMatchObject({ redirect: 'error', credentials: 'omit' });
    world.lastStream.open();
    world.lastStream.write(RESUMED);
    await settle();
    expect(client.status.get()).toMatchObject({ state: 'live', transport: 'sse', failures: 0 });
  });

  it('may be answered as late as a WebSocket may be live, since it is answered only then', async () => {
    const world = new World();
    await streamingIn(world, { connectWithinMs: 5000, resumeWithinMs: 20_000 });
    await world.advance(14_000);
    expect([world.streams.length, world.lastStream.aborted]).toEqual([1, false]);
    await world.advance(11_000);
    expect(world.streams[0]?.aborted).toBe(true);
  });

  it('that is refused for its token comes again with another one', async () => {
    const world = new World();
    const refusals: unknown[] = [];
    const getToken = (refused?: boolean) => {
      refusals.push(refused);
      return refusals.length === 5 ? Promise.reject(new Error('no network')) : Promise.resolve('a.b.c');
    };
    await streamingIn(world, { getToken });
    world.lastStream.refuse(401);
    await world.advance(120_000);
    // What was refused stays so until another token was had.
    expect(refusals.slice(0, 7)).toEqual([false, false, false, false, true, true, false]);
  });

  it('that asks for what there is not is not asked for again', async () => {
    const world = new World();
    const client = await streamingIn(world);
    world.lastStream.refuse(400);
    await world.advance(600_000);
    expect(client.status.get()).toMatchObject({ state: 'closed', error: { error: 'http_400' } });
    expect([world.sockets.length, world.streams.length]).toEqual([3, 1]);
  });

  it('is not taken where WebSockets fail now and then', async () => {
    const world = new World();
    await liveIn(world);
    for (let n = 0; n < 5; n += 1) {
      world.last.fail();
      await world.advance(500);
      world.last.fail();
      await world.advance(1000);
      world.last.live(id(1));
      await world.advance(20_000);
    }
    expect(world.streams.length).toBe(0);
  });

  it('brings events and orders, and resumes from its last id', async () => {
    const world = new World();
    const client = await live(world);
    world.lastStream.write(`event: order\ndata: ${JSON.stringify(order('1', 1))}\n\n${line(1)}${line(2)}`);
    world.lastStream.write('event: event\ndata: {}\n\n');
    await settle();
    expect([client.events.get().length, client.orders.get().length]).toEqual([2, 1]);
    expect(client.status.get().malformed).toBe(1);
    await world.advance(10_000);
    world.lastStream.end();
    await settle();
    expect(client.status.get().waitUntil).toBe(world.now() + 2000);
    await world.advance(2000);
    expect(world.lastStream.header('last-event-id')).toBe(id(2));
  });

  it('says what is not whole', async () => {
    const world = new World();
    const client = await streamingIn(world);
    world.lastStream.open();
    world.lastStream.write('event: resume\ndata: {"complete":false,"reason":"too_many"}\n\n');
    await settle();
    expect(client.status.get()).toMatchObject({ state: 'incomplete', stale: 'too_many' });
  });

  it('that is silent is dead; a comment is life', async () => {
    const world = new World();
    const client = await live(world);
    await world.advance(60_000);
    world.lastStream.write(': heartbeat\n\n');
    await world.advance(60_000);
    expect(client.status.get().state).toBe('live');
    await world.advance(5000);
    expect([client.status.get().state, world.lastStream.aborted]).toEqual(['reconnecting', true]);
  });

  it('that slept is found dead when the page is seen again', async () => {
    const world = new World();
    const client = await live(world);
    world.signal('visible');
    expect(client.status.get().state).toBe('live');
    world.time += 10 * MINUTE;
    world.signal('visible');
    expect(client.status.get().state).toBe('reconnecting');
  });

  it('is replaced before the server ends it, without a gap', async () => {
    const world = new World();
    const client = await live(world, { silenceMs: 1e9 });
    await world.advance(CYCLE);
    const [first, second] = world.streams;
    expect([world.streams.length, first?.aborted]).toEqual([2, false]);
    first?.write(line(1));
    second?.open();
    second?.write(RESUMED + line(1) + line(2));
    await settle();
    expect([first?.aborted, client.status.get().state, client.events.get().length]).toEqual([true, 'live', 2]);
  });

  it('gives way to a WebSocket after a while, which is live before the stream ends', async () => {
    const world = new World();
    const client = await live(world, { silenceMs: 1e9, backToWebSocketMs: 5 * MINUTE });
    await world.advance(CYCLE);
    world.lastStream.open();
    world.lastStream.write(RESUMED);
    world.socketsWork = true;
    await world.advance(CYCLE);
    expect([world.sockets.length, world.lastStream.aborted]).toEqual([4, false]);
    world.last.live(id(1));
    expect(client.status.get()).toMatchObject({ state: 'live', transport: 'websocket' });
    expect(world.lastStream.aborted).toBe(true);
  });

  it.each([
    ['refused', (world: World) => world.lastStream.refuse(401), 'http_401'],
    ['not there', (world: World) => world.lastStream.fail(), 'closed'],
  ])('that is %s has a WebSocket tried in turn', async (_, fail, word) => {
    const world = new World();
    const client = await streamingIn(world);
    const errors = new Set<string | undefined>();
    client.status.subscribe(() => errors.add(client.status.get().error?.error));
    fail(world);
    await world.advance(10_000);
    expect(world.sockets.length).toBe(4);
    expect([...errors]).toContain(word);
    await world.advance(10_000);
    expect(world.streams.length).toBe(2);
  });

  it('by another filter is another stream, and the old one is heard no more', async () => {
    const world = new World();
    const client = await live(world);
    client.setFilter({ statuses: ['failed'] });
    await settle();
    const [first, second] = world.streams;
    expect(second?.url).toBe('https://example.test/api/webhooks/events/stream?status=failed');
    first?.write(line(1));
    await settle();
    expect([client.events.get().length, client.status.get().state]).toEqual([0, 'filling']);
    second?.open();
    second?.write(RESUMED);
    await settle();
    expect([first?.aborted, client.status.get().state]).toEqual([true, 'live']);
  });

  it('is aborted when the client is ended', async () => {
    const world = new World();
    const client = await live(world);
    client.disconnect();
    expect([world.lastStream.aborted, world.waiting()]).toEqual([true, 0]);
  });

  it('is not taken for WebSockets that had no token', async () => {
    const world = new World();
    let signedIn = false;
    const getToken = () => (signedIn ? Promise.resolve('a.b.c') : Promise.reject(new Error('no')));
    clientIn(world, { getToken }).connect();
    await world.advance(5 * MINUTE);
    expect([world.streams.length, world.sockets.length]).toEqual([0, 0]);
    signedIn = true;
    await world.advance(MINUTE / 2);
    expect([world.streams.length, world.sockets.length > 0]).toEqual([0, true]);
  });
});
