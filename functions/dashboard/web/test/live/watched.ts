import { LiveClient, type LiveOptions } from '../../src/realtime';
import { NodeEnvironment } from './node_environment';
import type { Stack } from '../stack';

/** A client of a real stack, and all that it told. */
export class Watched {
  readonly environment = new NodeEnvironment();
  readonly client: LiveClient;
  /** The ids of the events, as often as they were told as new. */
  readonly told: string[] = [];
  readonly states: string[] = [];

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
    this.client.onLines(({ events }) => this.told.push(...events.map((line) => line.id)));
    this.client.status.subscribe(() => this.states.push(this.client.status.get().state));
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
    await this.until(() => this.client.status.get().state === 'live');
  }

  /** Waits for these events, and gives what was told, sorted. */
  async all(ids: readonly string[]): Promise<string[]> {
    await this.until(() => ids.every((id) => this.told.includes(id)));
    return this.told.toSorted();
  }
}
