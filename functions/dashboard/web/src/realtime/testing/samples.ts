import { LiveClient, type LiveOptions } from '../client';
import type { EventSummary, OrderSummary } from '../protocol/types';
import { FakeEnvironment, settle } from './fake-environment';

/** The n-th event id: ids sort by `n`. */
export function id(n: number): string {
  return `01K9ABCDEF00000000000${String(n).padStart(5, '0')}`;
}

export function event(n: number, more: Partial<EventSummary> = {}): EventSummary {
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

export function order(name: string, rev: number, more: Partial<OrderSummary> = {}): OrderSummary {
  return {
    id: name,
    integration: 'demo-shopify',
    source: 'shopify',
    name: `#${name}`,
    status: 'paid',
    payment: 'paid',
    fulfilment: 'unfulfilled',
    shipment: null,
    test: false,
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

/** A JWT that expires at this time, in milliseconds since the Unix epoch. */
export function token(expiresAt: number, name = 'demo'): string {
  const claims = btoa(JSON.stringify({ sub: name, exp: expiresAt / 1000 }));
  return `h.${claims.replaceAll('=', '')}.s`;
}

/** A client that runs in this environment. */
export function clientIn(env: FakeEnvironment, options: Partial<LiveOptions> = {}): LiveClient {
  return new LiveClient({
    webSocketUrl: 'wss://example.test/ws',
    streamUrl: 'https://example.test/api/webhooks/events/stream',
    getToken: () => Promise.resolve('a.b.c'),
    environment: env,
    ...options,
  });
}

/** A client that is live by WebSocket, with id 0 as its cursor. */
export async function liveIn(env: FakeEnvironment, options: Partial<LiveOptions> = {}): Promise<LiveClient> {
  const client = clientIn(env, options);
  client.connect();
  await settle();
  env.lastSocket.becomeLive(id(0));
  await settle();
  return client;
}

/** A client whose WebSockets failed, and which has opened a stream. */
export async function streamingIn(env: FakeEnvironment, options: Partial<LiveOptions> = {}): Promise<LiveClient> {
  env.socketsWork = false;
  const client = clientIn(env, options);
  client.connect();
  await env.advance(10_000);
  return client;
}
