import type { Socket } from '../platform/environment';

type Listener = (message: { data: unknown }) => void;

/** A WebSocket whose server is the test. */
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

  /** The client's last message. */
  get lastSent(): Record<string, unknown> | undefined {
    return this.sent.at(-1);
  }

  /** The server accepts the connection. */
  open(): void {
    this.#dispatch('open');
  }

  /** The server, or a proxy, closes the connection. */
  fail(): void {
    this.closed = true;
    this.#dispatch('error');
    this.#dispatch('close');
  }

  /** The server sends a message. */
  receive(message: unknown): void {
    this.receiveRaw(JSON.stringify(message));
  }

  /** The server sends data that need not be a valid message. */
  receiveRaw(data: unknown): void {
    this.#dispatch('message', data);
  }

  /** The server accepts the connection and completes its catch-up. */
  becomeLive(cursor: string, more: object = {}): void {
    this.open();
    this.receive({ v: 1, events: [], orders: [], ...more, cursor, resume: { complete: true } });
  }

  #dispatch(type: string, data?: unknown): void {
    this.#listeners.get(type)?.forEach((listener) => listener({ data }));
  }
}
