import type { Connection } from './connection';
import { Cursor } from './cursor';
import { EventStore } from './event-store';
import { MATCH_ALL, validated } from './filter';
import { DEFAULT_SETTINGS, type Settings } from './options';
import { OrderStore } from './order-store';
import { type Environment, browserEnvironment } from './platform/environment';
import type { EventSummary, Filter, OrderSummary, SummariesFrame } from './protocol/types';
import { isEventId } from './protocol/validators';
import { Supervisor } from './supervisor';

export interface LiveOptions extends Partial<Settings> {
  /** `wss://...`, without a token. */
  readonly webSocketUrl: string;
  /** The URL of `/api/webhooks/events/stream`. */
  readonly streamUrl: string;
  /**
   * Returns a valid token. Called for each connection and before a token expires; `rejected` means that the server did
   * not accept the last token, so a different one is needed.
   */
  getToken(rejected?: boolean): Promise<string>;
  /** The browser's by default. */
  readonly environment?: Environment;
}

/** Summaries that are new or have a newer revision. */
export interface Summaries {
  readonly events: readonly EventSummary[];
  readonly orders: readonly OrderSummary[];
}

/**
 * The live connection of one user: receives every change once, as it happens. It is independent of React. Another
 * user needs another client.
 */
export class LiveClient {
  readonly #supervisor: Supervisor;
  readonly #events: EventStore;
  readonly #orders: OrderStore;
  readonly #cursor = new Cursor();
  readonly #listeners = new Set<(summaries: Summaries) => void>();
  #filter: Filter = MATCH_ALL;

  constructor(options: LiveOptions) {
    const { webSocketUrl, streamUrl, environment = browserEnvironment(), ...rest } = options;
    const settings = { ...DEFAULT_SETTINGS, ...rest };
    this.#events = new EventStore(settings.maxEvents);
    this.#orders = new OrderStore(settings.maxOrders);
    const connectionOptions = {
      environment,
      settings,
      webSocketUrl,
      streamUrl,
      getToken: (rejected?: boolean) => options.getToken(rejected),
      cursor: this.#cursor,
    };
    this.#supervisor = new Supervisor(
      connectionOptions,
      () => this.#filter,
      (connection, frame) => this.#receive(connection, frame),
    );
  }

  get status() {
    return this.#supervisor.status;
  }

  /** The newest events, newest first. */
  get events() {
    return this.#events.summaries;
  }

  /** The most recently changed orders, last change first. */
  get orders() {
    return this.#orders.summaries;
  }

  /** Connects, and reconnects whenever the connection is lost. */
  connect(): void {
    this.#supervisor.connect();
  }

  /** Closes the connection. Summaries and the cursor are kept, so that the next `connect` resumes from there. */
  disconnect(): void {
    this.#supervisor.disconnect();
  }

  /** Whether everything from now on is received, live or by a catch-up: a list that is requested now misses nothing. */
  get isResumable(): boolean {
    return this.#cursor.isKnown;
  }

  /**
   * Requests everything after `cursor`, which is part of a list's response. Needed for a list that was requested while
   * `isResumable` was false.
   */
  catchUp(cursor: string): void {
    if (!isEventId(cursor)) return;
    this.#cursor.requireCatchUpFrom(cursor);
    this.#supervisor.instruct((connection) => connection.catchUp());
  }

  /** The page has reloaded its lists after `incomplete`. */
  listsReloaded(): void {
    this.#supervisor.setStale(null);
  }

  /**
   * Receives only what matches the filter from now on; `{}` matches everything. The stored summaries are removed, and
   * the page must load its lists with the new filter.
   *
   * @throws RangeError if the filter is out of bounds.
   */
  setFilter(filter: Filter): void {
    const next = validated(filter);
    if (JSON.stringify(next) === JSON.stringify(this.#filter)) return;
    this.#filter = next;
    this.#events.clear();
    this.#orders.clear();
    // Frames are ignored until the server applies the new filter, so they must be sent again.
    this.#cursor.requireCatchUpFromHere();
    this.#supervisor.instruct((connection) => connection.setFilter(next));
  }

  /**
   * Calls `listener` with all summaries that are new or have a newer revision, including those that are not kept;
   * returns a function that unsubscribes it.
   */
  onSummaries(listener: (summaries: Summaries) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #receive(connection: Connection, frame: SummariesFrame): void {
    if (frame.resume && !frame.resume.complete) this.#supervisor.setStale(frame.resume.reason);
    // The server applied an older filter. Summaries that also match the new filter are sent again by the next catch-up.
    if (connection.filter !== this.#filter) return;
    if (frame.resume) this.#cursor.catchUpEnded(connection.catchUpStart, frame.cursor);
    // Before the end of its first catch-up, a connection has not received everything before a frame's cursor.
    else if (connection.phase === 'live') this.#cursor.advance(frame.cursor);
    const events = this.#events.add(frame.events);
    const orders = this.#orders.add(frame.orders);
    if (events.length === 0 && orders.length === 0) return;
    [...this.#listeners].forEach((listener) => listener({ events, orders }));
  }
}
