import type { Socket } from '../platform/environment';

type Listener = (message: { data: unknown }) => void;

/** A WebSocket whose other side is the test. */
export class FakeSocket implements Socket {
  readonly url: string;
  readonly protocols: string[];
  readonly sent: Record<string, unknown>[] = [];
  closed = false;
  readonly #listeners = new Map<string, Listener[]>();

  constructor(url: string, protocols: string[]) {
    this.url = url;
    this.protocols = protocols;
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.closed = true;
  }

  /** The last message of the client. */
  get asked(): Record<string, unknown> | undefined {
    return this.sent.at(-1);
  }

  /** The server takes the connection. */
  open(): void {
    this.#tell('open');
  }

  /** The server, or something in between, ends it. */
  fail(): void {
    this.closed = true;
    this.#tell('error');
    this.#tell('close');
  }

  /** The server says this. */
  say(message: unknown): void {
    this.raw(JSON.stringify(message));
  }

  /** The server says this, whatever it is. */
  raw(data: unknown): void {
    this.#tell('message', data);
  }

  /** The server takes the connection, and the gap is whole. */
  live(cursor: string, more: object = {}): void {
    this.open();
    this.say({ v: 1, events: [], orders: [], ...more, cursor, resume: { complete: true } });
  }

  #tell(type: string, data?: unknown): void {
    this.#listeners.get(type)?.forEach((listener) => listener({ data }));
  }
}
