import { equalJitterMs, fullJitterMs } from './backoff';
import { Connection, type ConnectionListener, type ConnectionOptions } from './connection';
import { Observable } from './observable';
import { Timers } from './platform/timers';
import type { Filter, LiveError, SummariesFrame } from './protocol/types';
import {
  CLOSED,
  type ConnectionStatus,
  type LiveState,
  TOO_MANY_CONNECTIONS,
  isEviction,
  isFinal,
  reuseIfEqual,
} from './status';
import { TransportSelector } from './transport-selector';

/** The codes that mean that the server did not accept the token. */
const TOKEN_REJECTED: ReadonlySet<string> = new Set(['bad_token', 'http_401']);

/** Receives the summaries of any connection. */
export type ReceiveSummaries = (connection: Connection, frame: SummariesFrame) => void;

/**
 * Keeps one connection live: retries with backoff, and opens a replacement before the current connection ends. There
 * are at most two connections: `current`, which is live, and `candidate`, which is going to be.
 */
export class Supervisor {
  readonly status = new Observable<ConnectionStatus>(CLOSED);
  readonly #options: ConnectionOptions;
  readonly #filter: () => Filter;
  readonly #receive: ReceiveSummaries;
  readonly #timers: Timers;
  #transportSelector: TransportSelector;
  #isWanted = false;
  #current: Connection | null = null;
  #candidate: Connection | null = null;
  #failures = 0;
  #retryAt: number | null = null;
  #stale: string | null = null;
  #error: LiveError | null = null;
  #malformed = 0;
  #unlisten: (() => void) | null = null;
  #isTokenRejected = false;

  constructor(options: ConnectionOptions, filter: () => Filter, receive: ReceiveSummaries) {
    this.#options = { ...options, getToken: () => this.#getToken(options) };
    this.#filter = filter;
    this.#receive = receive;
    this.#timers = new Timers(options.environment);
    this.#transportSelector = new TransportSelector(options.settings);
  }

  connect(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#failures = 0;
    this.#error = null;
    this.#transportSelector = new TransportSelector(this.#options.settings);
    this.#unlisten = this.#options.environment.listen({
      online: () => this.#checkNow(),
      visible: () => this.#checkNow(),
      offline: () => {
        this.#current?.check();
        this.#publish();
      },
    });
    this.#attempt();
  }

  disconnect(): void {
    this.#isWanted = false;
    this.#unlisten?.();
    this.#timers.clearAll();
    this.#retryAt = null;
    this.#current?.close();
    this.#candidate?.close();
    this.#current = this.#candidate = null;
    this.#publish();
  }

  async #getToken(options: ConnectionOptions): Promise<string> {
    const isRejected = this.#isTokenRejected;
    const token = await options.getToken(isRejected);
    this.#isTokenRejected = false;
    return token;
  }

  /** Opens a connection now, in addition to the current one. */
  #attempt(): void {
    if (!this.#isWanted) return;
    const { environment } = this.#options;
    this.#timers.clear('attempt');
    this.#retryAt = null;
    this.#candidate?.close();
    const transport = this.#transportSelector.next(environment.now());
    this.#candidate = new Connection(this.#options, transport, this.#filter(), this.#listener());
    this.#candidate.start();
    this.#publish();
  }

  /**
   * Passes the newest connection to `instruction`; if that returns false, it needs a new connection, which is opened.
   */
  instruct(instruction: (connection: Connection) => boolean): void {
    const connection = this.#candidate ?? this.#current;
    if (connection && !instruction(connection)) this.#attempt();
    this.#publish();
  }

  /** Sets why the page's lists are incomplete; `null` if they are complete. */
  setStale(reason: string | null): void {
    this.#stale = reason;
    this.#publish();
  }

  #listener(): ConnectionListener {
    return {
      phaseChanged: (connection) => (connection.phase === 'live' ? this.#becameLive(connection) : this.#publish()),
      received: (connection, frame) => this.#receive(connection, frame),
      error: (error) => {
        this.#checkToken(error.error);
        this.#error = error;
        this.#publish();
      },
      malformed: (count) => {
        this.#malformed += count;
        this.#publish();
      },
      catchUpChanged: (connection) => {
        if (!connection.isCatchingUp) this.#error = null;
        this.#publish();
      },
      replacementNeeded: () => this.#candidate ?? this.#attempt(),
      ended: (connection, reason, retryMs) => this.#ended(connection, reason, retryMs),
    };
  }

  #becameLive(connection: Connection): void {
    this.#current?.close();
    this.#current = connection;
    this.#candidate = null;
    this.#error = null;
    // A connection that is closed as soon as it is live counts as a failure, so that the delays still grow.
    this.#timers.set('stable', this.#options.settings.stableAfterMs, () => (this.#failures = 0));
    this.#transportSelector.succeeded(connection.transport);
    this.#publish();
  }

  #ended(connection: Connection, reason: string, retryMs: number): void {
    const wasLive = connection.phase === 'live';
    if (connection === this.#current) {
      this.#current = null;
      this.#timers.clear('stable');
    }
    if (connection === this.#candidate) this.#candidate = null;
    this.#failures += 1;
    this.#checkToken(reason);
    if (!wasLive) this.#failed(connection, reason);
    if (!wasLive && isFinal(reason)) this.#giveUp();
    // A candidate replaces this connection without a delay.
    else if (!this.#candidate && this.#isWanted) this.#scheduleAttempt(retryMs, reason);
    this.#publish();
  }

  /** Stops retrying. A live connection continues until it ends. */
  #giveUp(): void {
    if (!this.#current && !this.#candidate) this.disconnect();
  }

  #checkToken(code: string): void {
    if (TOKEN_REJECTED.has(code)) this.#isTokenRejected = true;
  }

  #failed(connection: Connection, reason: string): void {
    const { environment, settings } = this.#options;
    // It says nothing about the transport.
    if (reason === TOO_MANY_CONNECTIONS.error) return;
    // Keeps the server's own message about this error.
    if (this.#error?.error !== reason) {
      this.#error = { error: reason, message: 'The live connection could not be opened.' };
    }
    // Without a network, a failure says nothing about the transport.
    if (!environment.isOnline()) return;
    if (reason !== 'no_token') this.#transportSelector.failed(connection.transport, environment.now());
    if (!this.#current && this.#failures >= settings.maxAttempts) this.disconnect();
  }

  #scheduleAttempt(retryMs: number, reason: string): void {
    const { environment, settings } = this.#options;
    if (reason === TOO_MANY_CONNECTIONS.error) this.#error = TOO_MANY_CONNECTIONS;
    const backoffMs = isEviction(reason)
      ? equalJitterMs(settings.evictionBackoff, 1, environment.random)
      : fullJitterMs(settings, this.#failures, environment.random);
    const delayMs = Math.max(retryMs, backoffMs);
    this.#retryAt = environment.now() + delayMs;
    this.#timers.set('attempt', delayMs, () => this.#attempt());
  }

  #checkNow(): void {
    if (this.#current) this.#current.check();
    else if (!this.#candidate) this.#attempt();
  }

  #publish(): void {
    const connection = this.#current ?? this.#candidate;
    const now: ConnectionStatus = {
      state: this.#state(),
      transport: connection?.transport ?? null,
      failures: this.#current ? 0 : this.#failures,
      retryAt: connection ? null : this.#retryAt,
      stale: this.#stale,
      error: this.#error,
      malformed: this.#malformed,
    };
    this.status.set(reuseIfEqual(this.status.get(), now));
  }

  #state(): LiveState {
    if (!this.#isWanted) return 'closed';
    if (this.#current) return this.#stateOf(this.#current);
    if (this.#candidate) return this.#candidate.phase === 'catching-up' ? 'catching-up' : 'connecting';
    return this.#options.environment.isOnline() ? 'reconnecting' : 'offline';
  }

  #stateOf(current: Connection): LiveState {
    if (this.#stale !== null) return 'incomplete';
    // Frames of another filter than the current one are ignored.
    return current.isCatchingUp || current.filter !== this.#filter() ? 'catching-up' : 'live';
  }
}
