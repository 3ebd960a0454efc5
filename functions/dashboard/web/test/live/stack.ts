import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const BINARY = resolve(process.env['STOREBELL'] ?? '../../../target/debug/storebell');

/** What a shop says of an order. */
export interface ShopOrder {
  readonly id: number;
  /** Seconds after ten o'clock. */
  readonly second?: number;
  readonly status?: 'paid' | 'pending' | 'refunded';
}

/** A `storebell serve` of its own. */
export class Stack {
  readonly #data: string;
  #process: ChildProcess | null = null;
  port = 0;

  private constructor(data: string) {
    this.#data = data;
  }

  /** Starts one on a free port, with a new folder for its data. */
  static async start(): Promise<Stack> {
    const stack = new Stack(await mkdtemp(join(tmpdir(), 'storebell-web-')));
    await stack.begin();
    return stack;
  }

  /** Starts it, on the port that it had before. */
  async begin(): Promise<void> {
    const serving = spawn(BINARY, ['serve', '--port', String(this.port), '--data', this.#data], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, RUST_LOG: 'error' },
    });
    this.#process = serving;
    for await (const line of createInterface(serving.stdout)) {
      const port = /^storebell: ready on http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1];
      if (port === undefined) continue;
      this.port = Number(port);
      serving.stdout.resume();
      return;
    }
    throw new Error(`${BINARY} did not start`);
  }

  /** Ends it at once, as a loss of power would. */
  async kill(): Promise<void> {
    const ending = this.#process;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    ending.kill('SIGKILL');
    await once(ending, 'exit');
  }

  /** Ends it and removes its data. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#data, { recursive: true, force: true });
  }

  /** The address of a path. */
  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  get webSocketUrl(): string {
    return `ws://127.0.0.1:${this.port}/ws`;
  }

  get streamUrl(): string {
    return this.url('/api/webhooks/events/stream');
  }

  /** A token of the demo's user. */
  async token(seconds = 3600): Promise<string> {
    const answer = await fetch(this.url(`/local/token?user=demo&ttl=${seconds}`));
    return (await answer.text()).trim();
  }

  /** Sends a signed webhook of the demo's shop; gives the event's id. */
  async send(order: ShopOrder, topic = 'orders/create'): Promise<string> {
    const body = JSON.stringify(shopBody(order));
    const signature = createHmac('sha256', 'demo-shopify-secret').update(body).digest('base64');
    const answer = await fetch(this.url('/api/webhooks/shopify'), {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Shopify-Topic': topic,
        'X-Shopify-Shop-Domain': 'demo-shop.myshopify.com',
        'X-Shopify-Hmac-Sha256': signature,
      },
      body,
    });
    if (answer.status !== 200) throw new Error(`the webhook was answered with ${answer.status}`);
    return ((await answer.json()) as { id: string }).id;
  }
}

function shopBody({ id, second = 0, status = 'paid' }: ShopOrder): object {
  return {
    id,
    name: `#${id}`,
    created_at: '2026-11-02T10:00:00+05:30',
    updated_at: `2026-11-02T10:00:${String(second).padStart(2, '0')}+05:30`,
    currency: 'INR',
    total_price: '1998.00',
    financial_status: status,
    line_items: [{ id: 1, title: 'Black tee', quantity: 2, price: '999.00' }],
  };
}
