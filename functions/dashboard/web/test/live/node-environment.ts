import WebSocket from 'ws';

import type { Environment, SignalListener } from '../../src/realtime';

/** Node's own time, network and chance, with hands on the sockets. */
export class NodeEnvironment implements Environment {
  readonly sockets: WebSocket[] = [];
  /** What the server said, message by message. */
  readonly said: Record<string, unknown>[] = [];
  onSaid: () => void = () => {};
  /** Whether there is a network. */
  connected = true;
  readonly #listeners = new Set<SignalListener>();

  now = () => Date.now();
  random: () => number = Math.random;
  online = () => this.connected;
  fetch = (url: string, init: RequestInit) => fetch(url, init);

  later(ms: number, run: () => void): () => void {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  }

  socket(url: string, protocols: string[]): WebSocket {
    const socket = new WebSocket(url, protocols);
    this.sockets.push(socket);
    socket.on('message', (data: Buffer) => {
      this.said.push(JSON.parse(data.toString()) as Record<string, unknown>);
      this.onSaid();
    });
    return socket;
  }

  listen(listener: SignalListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells the client of the page or the network. */
  signal(name: keyof SignalListener): void {
    this.#listeners.forEach((listener) => listener[name]());
  }

  /** The network goes, or comes back, and the client is told. */
  connect(connected: boolean): void {
    this.connected = connected;
    this.signal(connected ? 'online' : 'offline');
  }

  /** Cuts all connections without a word. */
  cut(): void {
    this.sockets.forEach((socket) => socket.terminate());
  }
}
