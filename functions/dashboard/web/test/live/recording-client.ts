import { LiveClient, type LiveOptions, type LiveTransport } from '../../src/realtime';
import type { Stack } from '../stack';
import { NodeEnvironment } from './node-environment';

/** A WebSocket URL that refuses connections, like a proxy that blocks WebSockets. */
export const NO_WEB_SOCKET = { webSocketUrl: 'ws://127.0.0.1:1/ws', maxWebSocketFailures: 1 };

/** A client of a real stack that records everything it reports. */
export class RecordingClient {
  readonly environment = new NodeEnvironment();
  readonly client: LiveClient;
  /** The id of each reported event revision. */
  readonly received: string[] = [];
  readonly states: string[] = [];
  /** Each reported event with its `rev`. */
  readonly revisions: string[] = [];

  constructor(stack: Stack, options: Partial<LiveOptions> = {}) {
    this.client = new LiveClient({
      webSocketUrl: stack.webSocketUrl,
      streamUrl: stack.streamUrl,
      getToken: () => stack.token(),
      environment: this.environment,
      baseDelayMs: 50,
      maxDelayMs: 200,
      ...options,
    });
    this.client.onSummaries(({ events }) => {
      this.received.push(...events.map((event) => event.id));
      this.revisions.push(...events.map(({ id, rev }) => `${id}.${rev}`));
    });
    this.client.status.subscribe(() => this.states.push(this.state));
  }

  /** A client that uses this transport and connects to this port. */
  static via(
    transport: LiveTransport,
    stack: Stack,
    port: number,
    options: Partial<LiveOptions> = {},
  ): RecordingClient {
    const [webSocketUrl, streamUrl] = [stack.webSocketUrl, stack.streamUrl].map((url) =>
      url.replace(`:${stack.port}/`, `:${port}/`),
    ) as [string, string];
    return new RecordingClient(stack, {
      webSocketUrl,
      streamUrl,
      ...(transport === 'sse' ? NO_WEB_SOCKET : {}),
      ...options,
    });
  }

  get state(): string {
    return this.client.status.get().state;
  }

  /** Waits until the condition holds; the test's timeout is the limit. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const unsubscribes: (() => void)[] = [];
      const check = () => {
        if (!condition()) return;
        unsubscribes.forEach((unsubscribe) => unsubscribe());
        this.environment.onServerMessage = () => {};
        resolve();
      };
      unsubscribes.push(this.client.onSummaries(check), this.client.status.subscribe(check));
      this.environment.onServerMessage = check;
      check();
    });
  }

  /** Connects and waits until it is live. */
  async connect(): Promise<void> {
    this.client.connect();
    await this.untilLive();
  }

  /** Waits until it is live. */
  untilLive(): Promise<void> {
    return this.until(() => this.state === 'live');
  }

  /** Waits for these events; returns the ids of all reported events, sorted. */
  async all(ids: readonly string[]): Promise<string[]> {
    await this.until(() => ids.every((id) => this.received.includes(id)));
    return this.received.toSorted();
  }
}
