import type { Page, WebSocketRoute } from 'playwright-core';

import type { EventSummary, OrderSummary } from '../../src/realtime';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHANNELS = ['shopify', 'amazon', 'flipkart', 'myntra', 'selloship'];
const STATUSES = ['pending', 'paid', 'packed', 'fulfilled', 'delivered'];
/** The server joins simultaneous changes, so that clients receive about this many frames. */
const FRAMES_PER_SECOND = 25;

/** Injects events into the page's own connection, so that only the page's costs are measured. */
export class LoadGenerator {
  readonly #page: Page;
  readonly #eventsPerSecond: number;
  #socket: WebSocketRoute | null = null;
  #sent = 0;
  #newest = '';
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Each event comes with a change of an order. */
  constructor(page: Page, eventsPerSecond: number) {
    this.#page = page;
    this.#eventsPerSecond = eventsPerSecond;
  }

  /** Intercepts the page's WebSocket; called before the page connects. */
  async intercept(): Promise<void> {
    await this.#page.routeWebSocket(/\/ws$/, (socket) => {
      socket.connectToServer();
      this.#socket = socket;
    });
  }

  get sent(): number {
    return this.#sent;
  }

  /** The id of the newest event. */
  get newest(): string {
    return this.#newest;
  }

  start(): void {
    const started = performance.now();
    // By the clock, so that a late timer sends more.
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - started) / 1000) * this.#eventsPerSecond);
      if (due > this.#sent) this.#send(due - this.#sent);
    }, 1000 / FRAMES_PER_SECOND);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #send(count: number): void {
    const events: EventSummary[] = [];
    const orders: OrderSummary[] = [];
    for (let n = 0; n < count; n += 1) {
      this.#sent += 1;
      events.push(eventOf(this.#sent));
      orders.push(orderOf(this.#sent));
    }
    this.#newest = events.at(-1)?.id ?? this.#newest;
    this.#socket?.send(JSON.stringify({ v: 1, events, orders, cursor: this.#newest }));
  }
}

/** A ULID with the current time. */
function ulid(number: number): string {
  return `${base32(Date.now(), 10)}${base32(number, 16)}`;
}

function base32(value: number, length: number): string {
  const digit = (place: number) => ALPHABET[Math.floor(value / 32 ** place) % 32] ?? '';
  return Array.from({ length }, (_, place) => digit(length - 1 - place)).join('');
}

function eventOf(number: number): EventSummary {
  const now = new Date().toISOString();
  const failed = number % 50 === 0;
  return {
    id: ulid(number),
    integration: 'demo-shopify',
    source: CHANNELS[number % CHANNELS.length] ?? '',
    shop_domain: 'demo-shop.myshopify.com',
    topic: 'orders/updated',
    subject: `order#${orderNumber(number)}`,
    status: failed ? 'failed' : 'processed',
    payload_summary: `Order #${orderNumber(number)}: 1998.00 INR, 2 lines, paid, unfulfilled`,
    received_at: now,
    occurred_at: now,
    processed_at: now,
    error: failed ? 'bad_amount: an amount is not a number' : null,
    rev: 1,
  };
}

/** Half of the events are of new orders, and half of orders that change repeatedly. */
function orderNumber(number: number): number {
  return number % 2 === 0 ? number : (number % 400) + 1;
}

function orderOf(number: number): OrderSummary {
  const now = new Date().toISOString();
  const id = String(orderNumber(number));
  return {
    id,
    integration: 'demo-shopify',
    source: 'shopify',
    name: `#${id}`,
    status: STATUSES[number % STATUSES.length] ?? '',
    payment: 'paid',
    fulfilment: 'unfulfilled',
    shipment: null,
    test: false,
    currency: 'INR',
    total: '1998.00',
    refunded: '0.00',
    profit: '100.00',
    missing: [],
    items: 2,
    placed_at: now,
    updated_at: now,
    rev: number,
  };
}
