import { LiveClient, type LiveOptions } from '../client';
import type { EventLine, OrderLine } from '../protocol/types';
import { World, settle } from './fake-environment';

/** The n-th event id. */
export function id(n: number): string {
  return `01K9ABCDEF00000000000${String(n).padStart(5, '0')}`;
}

/** An event. */
export function event(n: number, more: Partial<EventLine> = {}): EventLine {
  return {
    id: id(n),
    integration: 'demo-shopify',
    source: 'shopify',
    shop_domain: 'demo-shop.myshopify.com',
    topic: 'orders/create',
    subject: 'order#1',
    status: 'processed',
    payload_summary: 'Order 1',
    received_at: '2026-11-02T10:00:00.000Z',
    occurred_at: null,
    processed_at: '2026-11-02T10:00:00.100Z',
    error: null,
    rev: 1,
    ...more,
  };
}

/** An order. */
export function order(name: string, rev: number, more: Partial<OrderLine> = {}): OrderLine {
  return {
    id: name,
    integration: 'demo-shopify',
    source: 'shopify',
    name: `#${name}`,
    status: 'paid',
    payment: 'paid',
    fulfilment: 'unfulfilled',
    shipment: null,
    currency: 'INR',
    total: '10.00',
    refunded: '0.00',
    profit: null,
    missing: ['profit'],
    items: 1,
    placed_at: '2026-11-02T10:00:00.000Z',
    updated_at: '2026-11-02T10:00:00.000Z',
    rev,
    ...more,
  };
}

/** A token that says when it ends, in milliseconds since the Unix epoch. */
export function token(endMs: number, name = 'demo'): string {
  const claims = btoa(JSON.stringify({ sub: name, exp: endMs / 1000 }));
  return `h.${claims.replaceAll('=', '')}.s`;
}

/** A client in a world of its own. */
export function clientIn(world: World, options: Partial<LiveOptions> = {}): LiveClient {
  return new LiveClient({
    webSocketUrl: 'wss://example.test/ws',
    streamUrl: 'https://example.test/api/webhooks/events/stream',
    getToken: () => Promise.resolve('a.b.c'),
    environment: world,
    ...options,
  });
}

/** A client that is live by WebSocket, from id 0 on. */
export async function liveIn(world: World, options: Partial<LiveOptions> = {}): Promise<LiveClient> {
  const client = clientIn(world, options);
  client.connect();
  await settle();
  world.last.live(id(0));
  await settle();
  return client;
}

/** A client that could open no WebSocket and has asked for a stream. */
export async function streamingIn(world: World, options: Partial<LiveOptions> = {}): Promise<LiveClient> {
  world.socketsWork = false;
  const client = clientIn(world, options);
  client.connect();
  await world.advance(10_000);
  return client;
}
