import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** A TCP proxy between a client and the stack that can cut connections. */
export class FaultyNetwork {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #up = true;

  private constructor(port: number) {
    this.#server = createServer((client) => {
      if (!this.#up) return void client.destroy();
      this.#connect(client, connect(port, '127.0.0.1'));
    });
  }

  /** Starts a proxy in front of this port. */
  static async inFrontOf(port: number): Promise<FaultyNetwork> {
    const network = new FaultyNetwork(port);
    network.#server.listen(0, '127.0.0.1');
    await once(network.#server, 'listening');
    return network;
  }

  /** The proxy's port. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Cuts all connections without a close frame. */
  cut(): void {
    this.#sockets.forEach((socket) => socket.destroy());
  }

  /** Cuts all connections and accepts no new ones. */
  down(): void {
    this.#up = false;
    this.cut();
  }

  /** Accepts connections again. */
  up(): void {
    this.#up = true;
  }

  /** Stops the proxy. */
  close(): void {
    this.down();
    this.#server.close();
  }

  #connect(client: Socket, server: Socket): void {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from.pipe(to);
      // Closing one side closes the other.
      from.on('error', () => {});
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
