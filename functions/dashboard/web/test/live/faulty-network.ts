import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

/** What lies between a client and the stack, and may fail. */
export class Network {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #up = true;

  private constructor(port: number) {
    this.#server = createServer((near) => {
      if (!this.#up) return void near.destroy();
      this.#join(near, connect(port, '127.0.0.1'));
    });
  }

  /** One in front of this port. */
  static async before(port: number): Promise<Network> {
    const network = new Network(port);
    network.#server.listen(0, '127.0.0.1');
    await once(network.#server, 'listening');
    return network;
  }

  /** The port that leads through it. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Cuts all connections without a word. */
  cut(): void {
    this.#sockets.forEach((socket) => socket.destroy());
  }

  /** Lets nothing through any more. */
  down(): void {
    this.#up = false;
    this.cut();
  }

  /** Lets everything through again. */
  up(): void {
    this.#up = true;
  }

  /** Ends it. */
  close(): void {
    this.down();
    this.#server.close();
  }

  #join(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.pipe(to);
      // What breaks on one side breaks on the other.
      from.on('error', () => {});
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
