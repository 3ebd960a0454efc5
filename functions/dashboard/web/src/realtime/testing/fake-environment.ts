import type { Environment, SignalListener } from '../platform/environment';
import { FakeSocket } from './fake-socket';
import { FakeStream } from './fake-stream';

/** Runs all pending promises and immediates. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

interface Timer {
  at: number;
  run: () => void;
}

/** An environment whose time only `advance` moves, and whose random number is fixed. */
export class FakeEnvironment implements Environment {
  readonly sockets: FakeSocket[] = [];
  readonly streams: FakeStream[] = [];
  time = Date.parse('2026-11-02T10:00:00Z');
  randomNumber = 0.5;
  online = true;
  /** Whether WebSockets can be opened. */
  socketsWork = true;
  readonly #timers = new Set<Timer>();
  readonly #listeners = new Set<SignalListener>();

  now(): number {
    return this.time;
  }

  random = (): number => this.randomNumber;

  schedule(ms: number, run: () => void): () => void {
    const timer = { at: this.time + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  openSocket(url: string, protocols: string[]): FakeSocket {
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

  isOnline(): boolean {
    return this.online;
  }

  listen(listener: SignalListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Reports a change of the network or of the page's visibility. */
  signal(name: keyof SignalListener): void {
    this.#listeners.forEach((listener) => listener[name]());
  }

  /** Advances the time, timer by timer. */
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

  /** How many timers and listeners are active. */
  activeCount(): number {
    return this.#timers.size + this.#listeners.size;
  }

  /** The socket that was opened last. */
  get lastSocket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }

  /** The stream that was opened last. */
  get lastStream(): FakeStream {
    const stream = this.streams.at(-1);
    if (!stream) throw new Error('no stream was opened');
    return stream;
  }
}
