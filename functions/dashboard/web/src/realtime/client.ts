import { Cursor } from './cursor';
import { type Environment, browserEnvironment } from './platform/environment';
import { EventStore } from './event-store';
import { EVERYTHING, checked } from './filter';
import { isEventId } from './protocol/validators';
import { type Settings, USUAL } from './options';
import { OrderStore } from './order-store';
import type { Session } from './connection';
import { Supervisor } from './supervisor';
import type { EventLine, Filter, LinesFrame, OrderLine } from './protocol/types';

/** What a client is made with. */
export interface LiveOptions extends Partial<Settings> {
  /** `wss://...`, without a token. */
  readonly webSocketUrl: string;
  /** The address of `/api/webhooks/events/stream`. */
  readonly streamUrl: string;
  /**
   * A token that is valid now. Asked for each connection, and before the last one ends; `refused` says that the server
   * did not take the last one, so that it must be another.
   */
  getToken(refused?: boolean): Promise<string>;
  /** The browser's if missing. */
  readonly environment?: Environment;
}

/** Lines that were new or newer. */
export interface Lines {
  readonly events: readonly EventLine[];
  readonly orders: readonly OrderLine[];
}

/**
 * The live connection of one user: what changes, while it changes, each once. It knows nothing of how it is shown.
 * Another user needs another client.
 */
export class LiveClient {
  readonly #supervisor: Supervisor;
  readonly #events: EventStore;
  readonly #orders: OrderStore;
  readonly #cursor = new Cursor();
  readonly #listeners = new Set<(lines: Lines) => void>();
  #filter: Filter = EVERYTHING;

  constructor(options: LiveOptions) {
    const { webSocketUrl, streamUrl, environment = browserEnvironment(), ...rest } = options;
    const settings = { ...USUAL, ...rest };
    this.#events = new EventStore(settings.mostEvents);
    this.#orders = new OrderStore(settings.mostOrders);
    const parts = {
      environment,
      settings,
      webSocketUrl,
      streamUrl,
      getToken: (refused?: boolean) => options.getToken(refused),
      cursor: this.#cursor,
    };
    this.#supervisor = new Supervisor(
      parts,
      () => this.#filter,
      (session, frame) => this.#take(session, frame),
    );
  }

  /** How it stands. */
  get status() {
    return this.#supervisor.status;
  }

  /** The newest events, the newest first. */
  get events() {
    return this.#events.lines;
  }

  /** The orders that changed last, the last change first. */
  get orders() {
    return this.#orders.lines;
  }

  /** Connects, and stays connected. */
  connect(): void {
    this.#supervisor.connect();
  }

  /** Ends the connection. Lines stay, and so does the place from which the next `connect` goes on. */
  disconnect(): void {
    this.#supervisor.disconnect();
  }

  /** Whether all that comes from now on is told, now or after a gap: a list that is asked for now misses nothing. */
  get follows(): boolean {
    return this.#cursor.known;
  }

  /**
   * The page has loaded a list that was asked for before the client `follows`, and holds what was there at `cursor`,
   * which the list's answer tells: what came after it is sent, too.
   */
  catchUp(cursor: string): void {
    if (!isEventId(cursor)) return;
    this.#cursor.owe(cursor);
    this.#supervisor.ask((session) => session.catchUp());
  }

  /** The page has loaded its lists anew after `incomplete`. */
  reloaded(): void {
    this.#supervisor.setStale(null);
  }

  /**
   * Takes only this from now on; `{}` is everything. The lines so far are forgotten, and the page loads its lists by
   * the new filter.
   *
   * @throws RangeError for a filter that is out of bounds.
   */
  setFilter(filter: Filter): void {
    const next = checked(filter);
    if (JSON.stringify(next) === JSON.stringify(this.#filter)) return;
    this.#filter = next;
    this.#events.clear();
    this.#orders.clear();
    // What comes until the server goes by it is left out.
    this.#cursor.oweFromHere();
    this.#supervisor.ask((session) => session.setFilter(next));
  }

  /** Calls it with all lines that are new or newer, also those that are not kept; the answer stops that. */
  onLines(listener: (lines: Lines) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #take(session: Session, frame: LinesFrame): void {
    if (frame.resume && !frame.resume.complete) this.#supervisor.setStale(frame.resume.reason);
    // Chosen by a filter that is no more: what of it is wanted comes again when the server goes by the new one.
    if (session.filter !== this.#filter) return;
    if (frame.resume) this.#cursor.gapEnded(session.askedFrom, frame.cursor);
    // Before its gap a session has not got all that lies before a cursor.
    else if (session.phase === 'live') this.#cursor.moved(frame.cursor);
    const events = this.#events.add(frame.events);
    const orders = this.#orders.add(frame.orders);
    if (events.length === 0 && orders.length === 0) return;
    [...this.#listeners].forEach((listener) => listener({ events, orders }));
  }
}
