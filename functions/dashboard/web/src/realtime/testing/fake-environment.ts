import type { Environment, SignalListener } from '../platform/environment';
import { FakeSocket } from './fake-socket';
import { FakeStream } from './fake-stream';

/** Lets everything run that waits for nothing. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((done) => setImmediate(done));
}

interface Timer {
  at: number;
  run: () => void;
}

/** A world in which time stands still until it is told to go on, and in which nothing is random. */
export class World implements Environment {
  readonly sockets: FakeSocket[] = [];
  readonly streams: FakeStream[] = [];
  time = Date.parse('2026-11-02T10:00:00Z');
  chance = 0.5;
  connected = true;
  /** Whether a new WebSocket can be made at all. */
  socketsWork = true;
  readonly #timers = new Set<Timer>();
  readonly #listeners = new Set<SignalListener>();

  now(): number {
    return this.time;
  }

  random = (): number => this.chance;

  later(ms: number, run: () => void): () => void {
    const timer = { at: this.time + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  socket(url: string, protocols: string[]): FakeSocket {
    const socket = new FakeSocket(url, protocols);
    this.sockets.push(socket);
    if (!this.socketsWork) queueMicrotask(() => socket.fail());
    return socket;
  }

  fetch(url: string, init: RequestInit): Promise<Response> {
    const stream = new FakeStream(url, init);
    this.streams.push(stream);
    return stream.response;
  }

  online(): boolean {
    return this.connected;
  }

  listen(listener: SignalListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells the client of the page or the network. */
  signal(name: keyof SignalListener): void {
    this.#listeners.forEach((listener) => listener[name]());
  }

  /** Lets time go on, timer by timer. */
  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    await settle();
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.run();
      await settle();
    }
    this.time = until;
  }

  /** How much still waits: timers and listeners. */
  waiting(): number {
    return this.#timers.size + this.#listeners.size;
  }

  /** The socket that was made last. */
  get last(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was made');
    return socket;
  }

  /** The stream that was asked for last. */
  get lastStream(): FakeStream {
    const stream = this.streams.at(-1);
    if (!stream) throw new Error('no stream was asked for');
    return stream;
  }
}
