import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const BINARY = resolve(process.env['STOREBELL'] ?? '../../../target/debug/storebell');

/** The fields of a Shopify order that tests vary. */
export interface ShopOrder {
  readonly id: number;
  /** The seconds of `updated_at`. */
  readonly second?: number;
  readonly status?: 'paid' | 'pending' | 'refunded';
  readonly total?: string;
}

/** Where a webhook is sent, and how it is signed: as the demo shop by default. */
export interface Sender {
  readonly path?: string;
  readonly shop?: string;
  readonly secret?: string;
}

/** A `storebell serve` process with its own data folder. */
export class Stack {
  readonly #data: string;
  readonly #options: readonly string[];
  #process: ChildProcess | null = null;
  port = 0;

  private constructor(data: string, options: readonly string[]) {
    this.#data = data;
    this.#options = options;
  }

  /** Starts a stack on a free port, with an empty data folder and these options of `serve`. */
  static async start(...options: string[]): Promise<Stack> {
    const stack = new Stack(await mkdtemp(join(tmpdir(), 'storebell-web-')), options);
    await stack.launch();
    return stack;
  }

  /** Starts the process, on its previous port if it had one. */
  async launch(): Promise<void> {
    const child = spawn(BINARY, ['serve', '--port', String(this.port), '--data', this.#data, ...this.#options], {
      stdio: ['ignore', 'pipe', 'ignore'],
      // If the page must be built, it is built for production, not for tests.
      env: { ...process.env, RUST_LOG: 'error', NODE_ENV: 'production' },
    });
    this.#process = child;
    for await (const line of createInterface(child.stdout)) {
      const port = /^storebell: ready on http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1];
      if (port === undefined) continue;
      this.port = Number(port);
      child.stdout.resume();
      return;
    }
    throw new Error(`${BINARY} did not start`);
  }

  /** Kills the process without a shutdown, as a power failure would. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Kills the process and removes its data folder. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#data, { recursive: true, force: true });
  }

  /** The URL of a path. */
  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  get webSocketUrl(): string {
    return `ws://127.0.0.1:${this.port}/ws`;
  }

  get streamUrl(): string {
    return this.url('/api/webhooks/events/stream');
  }

  /** A token of the user `demo`. */
  async token(seconds = 3600): Promise<string> {
    const response = await fetch(this.url(`/local/token?user=demo&ttl=${seconds}`));
    return (await response.text()).trim();
  }

  /** Sends a signed order webhook of the demo shop; returns the event's id. */
  send(order: ShopOrder, topic = 'orders/create'): Promise<string> {
    return this.post(topic, JSON.stringify(shopBody(order)));
  }

  /** Sends a signed webhook with this body; returns the event's id. */
  async post(topic: string, body: string, sender: Sender = {}): Promise<string> {
    const secret = sender.secret ?? 'demo-shopify-secret';
    const response = await fetch(this.url(sender.path ?? '/api/webhooks/shopify'), {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Shopify-Topic': topic,
        'X-Shopify-Shop-Domain': sender.shop ?? 'demo-shop.myshopify.com',
        'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64'),
      },
      body,
    });
    if (response.status !== 200) throw new Error(`the webhook was rejected with status ${response.status}`);
    return ((await response.json()) as { id: string }).id;
  }

  /** Sends a channel's sample webhook with `storebell send`. */
  async sendSample(channel: string, topic: string): Promise<void> {
    await promisify(execFile)(BINARY, ['send', channel, topic, '--url', this.url('')]);
  }

  /** The URL of its DynamoDB. */
  async dynamodb(): Promise<string> {
    const { stdout } = await promisify(execFile)(BINARY, ['env', '--data', this.#data]);
    const url = /^AWS_ENDPOINT_URL_DYNAMODB=(.+)$/m.exec(stdout)?.[1];
    if (url === undefined) throw new Error('`storebell env` prints no AWS_ENDPOINT_URL_DYNAMODB');
    return url;
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
