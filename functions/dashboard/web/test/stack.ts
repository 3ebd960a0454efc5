import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const BINARY = resolve(process.env['STOREBELL'] ?? '../../../target/debug/storebell');

/** What a shop says of an order. */
export interface ShopOrder {
  readonly id: number;
  /** Seconds after ten o'clock. */
  readonly second?: number;
  readonly status?: 'paid' | 'pending' | 'refunded';
  readonly total?: string;
}

/** How a webhook is posted: to the demo's shop, unless it is said otherwise. */
export interface Sender {
  readonly path?: string;
  readonly shop?: string;
  readonly secret?: string;
}

/** A `storebell serve` of its own. */
export class Stack {
  readonly #data: string;
  readonly #options: readonly string[];
  #process: ChildProcess | null = null;
  port = 0;

  private constructor(data: string, options: readonly string[]) {
    this.#data = data;
    this.#options = options;
  }

  /** Starts one on a free port, with a new folder for its data and with these options. */
  static async start(...options: string[]): Promise<Stack> {
    const stack = new Stack(await mkdtemp(join(tmpdir(), 'storebell-web-')), options);
    await stack.begin();
    return stack;
  }

  /** Starts it, on the port that it had before. */
  async begin(): Promise<void> {
    const serving = spawn(BINARY, ['serve', '--port', String(this.port), '--data', this.#data, ...this.#options], {
      stdio: ['ignore', 'pipe', 'ignore'],
      // A page that it has to build is built as for people, not as tests are.
      env: { ...process.env, RUST_LOG: 'error', NODE_ENV: 'production' },
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
  send(order: ShopOrder, topic = 'orders/create'): Promise<string> {
    return this.post(topic, JSON.stringify(shopBody(order)));
  }

  /** Sends this body as Shopify does; gives the event's id. */
  async post(topic: string, body: string, sender: Sender = {}): Promise<string> {
    const secret = sender.secret ?? 'demo-shopify-secret';
    const answer = await fetch(this.url(sender.path ?? '/api/webhooks/shopify'), {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Shopify-Topic': topic,
        'X-Shopify-Shop-Domain': sender.shop ?? 'demo-shop.myshopify.com',
        'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64'),
      },
      body,
    });
    if (answer.status !== 200) throw new Error(`the webhook was answered with ${answer.status}`);
    return ((await answer.json()) as { id: string }).id;
  }

  /** Sends a sample webhook of a channel, as `storebell send` does. */
  async sample(channel: string, topic: string): Promise<void> {
    await promisify(execFile)(BINARY, ['send', channel, topic, '--url', this.url('')]);
  }

  /** Where its DynamoDB answers. */
  async dynamodb(): Promise<string> {
    const { stdout } = await promisify(execFile)(BINARY, ['env', '--data', this.#data]);
    const found = /^AWS_ENDPOINT_URL_DYNAMODB=(.+)$/m.exec(stdout)?.[1];
    if (found === undefined) throw new Error('`storebell env` names no DynamoDB');
    return found;
  }
}

function shopBody({ id, second = 0, status = 'paid', total = '1998.00' }: ShopOrder): object {
  return {
    id,
    name: `#${id}`,
    created_at: '2026-11-02T10:00:00+05:30',
    updated_at: `2026-11-02T10:00:${String(second).padStart(2, '0')}+05:30`,
    currency: 'INR',
    total_price: total,
    financial_status: status,
    line_items: [{ id: 1, title: 'Black tee', quantity: 2, price: '999.00' }],
  };
}
