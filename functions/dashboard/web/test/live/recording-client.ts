import { LiveClient, type LiveOptions, type Transport } from '../../src/realtime';
import type { Stack } from '../stack';
import { NodeEnvironment } from './node-environment';

/** Where nobody answers: a proxy that lets no WebSocket through. */
export const NO_WEB_SOCKET = { webSocketUrl: 'ws://127.0.0.1:1/ws', webSocketAttempts: 1 };

/** A client of a real stack, and all that it told. */
export class Watched {
  readonly environment = new NodeEnvironment();
  readonly client: LiveClient;
  /** The ids of the events, as often as they were told as new. */
  readonly told: string[] = [];
  readonly states: string[] = [];
  /** Each event with its `rev`, as often as it was told. */
  readonly revisions: string[] = [];

  constructor(stack: Stack, options: Partial<LiveOptions> = {}) {
    this.client = new LiveClient({
      webSocketUrl: stack.webSocketUrl,
      streamUrl: stack.streamUrl,
      getToken: () => stack.token(),
      environment: this.environment,
      baseMs: 50,
      capMs: 200,
      ...options,
    });
    this.client.onLines(({ events }) => {
      this.told.push(...events.map((line) => line.id));
      this.revisions.push(...events.map(({ id, rev }) => `${id}.${rev}`));
    });
    this.client.status.subscribe(() => this.states.push(this.state));
  }

  /** One that goes this way, by this port. */
  static by(way: Transport, stack: Stack, port: number, options: Partial<LiveOptions> = {}): Watched {
    const [webSocketUrl, streamUrl] = [stack.webSocketUrl, stack.streamUrl].map((url) =>
      url.replace(`:${stack.port}/`, `:${port}/`),
    ) as [string, string];
    return new Watched(stack, { webSocketUrl, streamUrl, ...(way === 'sse' ? NO_WEB_SOCKET : {}), ...options });
  }

  get state(): string {
    return this.client.status.get().state;
  }

  /** Waits for it. The test's own time limit ends what does not come. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((done) => {
      const stops: (() => void)[] = [];
      const look = () => {
        if (!holds()) return;
        stops.forEach((stop) => stop());
        this.environment.onSaid = () => {};
        done();
      };
      stops.push(this.client.onLines(look), this.client.status.subscribe(look));
      this.environment.onSaid = look;
      look();
    });
  }

  /** Connects and waits until it is live. */
  async live(): Promise<void> {
    this.client.connect();
    await this.isLive();
  }

  /** Waits until it is live. */
  isLive(): Promise<void> {
    return this.until(() => this.state === 'live');
  }

  /** Waits for these events, and gives what was told, sorted. */
  async all(ids: readonly string[]): Promise<string[]> {
    await this.until(() => ids.every((id) => this.told.includes(id)));
    return this.told.toSorted();
  }
}
