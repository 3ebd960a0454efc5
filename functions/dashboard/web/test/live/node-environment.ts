import { WebSocket } from 'ws';

import type { Environment, SignalListener } from '../../src/realtime';

/** Node's clock, network and random numbers, with access to the sockets. */
export class NodeEnvironment implements Environment {
  readonly sockets: WebSocket[] = [];
  /** How many streams were requested. */
  fetches = 0;
  /** All messages from the server. */
  readonly serverMessages: Record<string, unknown>[] = [];
  onServerMessage: () => void = () => {};
  /** What `isOnline` returns. */
  online = true;
  readonly #listeners = new Set<SignalListener>();

  now = () => Date.now();
  random: () => number = Math.random;
  isOnline = () => this.online;
  fetch = (url: string, init: RequestInit) => {
    this.fetches += 1;
    return fetch(url, init);
  };

  schedule(ms: number, run: () => void): () => void {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  }

  openSocket(url: string, protocols: string[]): WebSocket {
    const socket = new WebSocket(url, protocols);
    this.sockets.push(socket);
    socket.on('message', (data: Buffer) => {
      this.serverMessages.push(JSON.parse(data.toString()) as Record<string, unknown>);
      this.onServerMessage();
    });
    return socket;
  }

  listen(listener: SignalListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Reports a change of the network or of the page's visibility. */
  signal(name: keyof SignalListener): void {
    this.#listeners.forEach((listener) => listener[name]());
  }

  /** Reports that the network is lost or restored. */
  setOnline(online: boolean): void {
    this.online = online;
    this.signal(online ? 'online' : 'offline');
  }

  /** Cuts all connections without a close frame. */
  cutSockets(): void {
    this.sockets.forEach((socket) => socket.terminate());
  }
}
