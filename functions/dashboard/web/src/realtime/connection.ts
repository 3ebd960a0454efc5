import type { Cursor } from './cursor';
import { isConfirmedBy, matchesAll, queryString } from './filter';
import type { Settings } from './options';
import { Pinger } from './pinger';
import type { Environment } from './platform/environment';
import { Timers } from './platform/timers';
import type { Filter, LiveError, LiveTransport, ServerMessage, SummariesFrame } from './protocol/types';
import { RequestQueue } from './request-queue';
import { TOO_MANY_CONNECTIONS } from './status';
import { TokenRenewal } from './token-renewal';
import { openStream } from './transport/sse';
import type { OpenTransport, TransportListener } from './transport/transport';
import { openWebSocket } from './transport/websocket';

export type Phase = 'connecting' | 'catching-up' | 'live';

/** What a connection needs. */
export interface ConnectionOptions {
  readonly environment: Environment;
  readonly settings: Settings;
  readonly webSocketUrl: string;
  readonly streamUrl: string;
  /** `rejected`: the server did not accept the last token. */
  getToken(rejected?: boolean): Promise<string>;
  readonly cursor: Pick<Cursor, 'catchUpFrom' | 'requireCatchUpFromHere'>;
}

/** Receives what happens on a connection. */
export interface ConnectionListener {
  phaseChanged(connection: Connection): void;
  /** Summaries have arrived. `connection.filter` is the filter that the server applied to them. */
  received(connection: Connection, frame: SummariesFrame): void;
  error(error: LiveError): void;
  malformed(count: number): void;
  /** `connection.isCatchingUp` or `connection.filter` has changed. */
  catchUpChanged(connection: Connection): void;
  /** Another connection must replace this one before it ends. */
  replacementNeeded(connection: Connection): void;
  /** It has ended; called once. */
  ended(connection: Connection, reason: string, retryMs: number): void;
}

/**
 * One connection from its token to its end: catches up, pings, renews its token, and detects that the server is silent.
 */
export class Connection {
  phase: Phase = 'connecting';
  /** The filter that the server applies. */
  filter: Filter;
  /** The cursor from which its last catch-up was requested. */
  catchUpStart: string | null = null;
  readonly transport: LiveTransport;
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #timers: Timers;
  readonly #requests: RequestQueue;
  #openTransport: OpenTransport | null = null;
  #pinger: Pinger | null = null;
  #renewal: TokenRenewal | null = null;
  #isClosed = false;
  /** Whether the first catch-up was requested, with the filter and the cursor of that moment. */
  #hasRequestedCatchUp = false;
  /** Whether another catch-up must follow the first one. */
  #needsAnotherCatchUp = false;
  #token = '';
  #lastReceivedAt = 0;

  constructor(options: ConnectionOptions, transport: LiveTransport, filter: Filter, listener: ConnectionListener) {
    this.#options = options;
    this.transport = transport;
    this.filter = filter;
    this.#listener = listener;
    this.#timers = new Timers(options.environment);
    this.#requests = new RequestQueue({
      timers: this.#timers,
      timeoutMs: options.settings.responseTimeoutMs,
      send: (message) => this.#send(message),
      onTimeout: () => this.#end('silent'),
    });
  }

  /** Whether it is live, but the server rejected its last request for a catch-up. */
  get isCatchingUp(): boolean {
    return this.#pinger?.isRetrying ?? false;
  }

  start(): void {
    const { connectTimeoutMs, catchUpTimeoutMs } = this.#options.settings;
    // The server opens a stream only once its catch-up is ready.
    const timeoutMs = this.transport === 'sse' ? connectTimeoutMs + catchUpTimeoutMs : connectTimeoutMs;
    this.#timers.set('deadline', timeoutMs, () => this.#end('timeout'));
    this.#options.getToken().then(
      (token) => this.#open(token),
      () => this.#end('no_token'),
    );
  }

  /** Closes it; the listener is not called afterwards. */
  close(): void {
    this.#isClosed = true;
    this.#timers.clearAll();
    this.#requests.close();
    this.#renewal?.close();
    this.#openTransport?.close();
  }

  /** Applies another filter; returns false if that needs a new connection. */
  setFilter(filter: Filter): boolean {
    if (!this.#hasRequestedCatchUp) {
      this.filter = filter;
      return true;
    }
    if (this.transport === 'sse' || this.phase !== 'live') return false;
    this.#requests.enqueue('filter', {
      message: () => ({ action: 'filter', filter }),
      onResponse: (response) => this.#filterConfirmed(filter, response),
      // Otherwise it would be unknown which filter the server applies.
      onRejected: ({ error }) => this.#end(error),
    });
    return true;
  }

  /** Requests everything after the cursor that has not arrived; returns false if that needs a new connection. */
  catchUp(): boolean {
    if (!this.#hasRequestedCatchUp) return true;
    if (this.transport === 'sse' && this.phase === 'live') return false;
    if (this.#pinger) this.#pinger.ping();
    else this.#needsAnotherCatchUp = true;
    return true;
  }

  /** Checks whether it is still alive, after a sleep or a change of networks. */
  check(): void {
    // One ping is enough, however often the page is hidden and shown.
    if (this.phase !== 'live' || this.#requests.has('ping') || this.catchUp()) return;
    const { environment, settings } = this.#options;
    if (environment.now() - this.#lastReceivedAt > settings.inactivityTimeoutMs) this.#end('silent');
  }

  #open(token: string): void {
    if (this.#isClosed) return;
    const { environment, webSocketUrl, streamUrl, settings } = this.#options;
    this.#token = token;
    if (this.transport === 'websocket') {
      this.#openTransport = openWebSocket(environment, webSocketUrl, token, this.#transportListener());
      return;
    }
    this.#hasRequestedCatchUp = true;
    const query = queryString(this.filter);
    const { inactivityTimeoutMs } = settings;
    const url = query === '' ? streamUrl : `${streamUrl}?${query}`;
    const request = { url, token, after: this.#catchUpFrom(), inactivityTimeoutMs };
    this.#openTransport = openStream(environment, request, this.#transportListener());
  }

  #transportListener(): TransportListener {
    return {
      opened: () => this.#opened(),
      received: (message) => this.#received(message),
      malformed: () => this.#listener.malformed(1),
      alive: () => (this.#lastReceivedAt = this.#options.environment.now()),
      ended: (reason, retryMs = 0) => this.#end(reason, retryMs),
    };
  }

  #opened(): void {
    this.#timers.set('deadline', this.#options.settings.catchUpTimeoutMs, () => this.#end('timeout'));
    this.#setPhase('catching-up');
    if (this.transport === 'sse') return;
    this.#hasRequestedCatchUp = true;
    const after = this.#catchUpFrom();
    this.#send({
      action: 'resume',
      ...(after === null ? {} : { after }),
      ...(matchesAll(this.filter) ? {} : { filter: this.filter }),
    });
  }

  #catchUpFrom(): string | null {
    this.catchUpStart = this.#options.cursor.catchUpFrom();
    return this.catchUpStart;
  }

  #received(message: ServerMessage): void {
    // The frame that ends the first catch-up responds to `resume`, not to a request that its arrival causes.
    const wasLive = this.phase === 'live';
    if (message.kind === 'error') this.#rejected(message.error);
    else if (message.kind === 'summaries') this.#receivedSummaries(message);
    if (wasLive && !this.#isClosed) this.#requests.handleMessage(message);
  }

  #receivedSummaries(frame: SummariesFrame): void {
    if (frame.malformed > 0) this.#listener.malformed(frame.malformed);
    const becomesLive = frame.resume !== null && this.phase !== 'live';
    if (becomesLive) this.phase = 'live';
    // Summaries come first: an observer that sees a live connection must also see what it has caught up with.
    this.#listener.received(this, frame);
    if (becomesLive && !this.#isClosed) this.#becameLive();
  }

  #becameLive(): void {
    const { environment, settings } = this.#options;
    this.#timers.clear('deadline');
    const isWebSocket = this.transport === 'websocket';
    const lifetimeMs = isWebSocket ? settings.webSocketLifetimeMs : settings.streamLifetimeMs;
    const jitteredMs = lifetimeMs * (1 - 0.1 * environment.random());
    this.#timers.set('lifetime', jitteredMs, () => this.#listener.replacementNeeded(this));
    if (isWebSocket) {
      this.#pinger = this.#createPinger();
      this.#renewal = this.#createRenewal();
    }
    this.#listener.phaseChanged(this);
    if (this.#needsAnotherCatchUp && !this.catchUp()) this.#listener.replacementNeeded(this);
  }

  #rejected(error: LiveError): void {
    // The server closes the connection next, whatever it was asked for.
    if (error.error === TOO_MANY_CONNECTIONS.error) return this.#end(error.error);
    this.#listener.error(error);
    // Before the first catch-up has ended, the error can only respond to `resume`.
    if (this.phase !== 'live' || error.error === 'not_live') this.#end(error.error);
  }

  #filterConfirmed(filter: Filter, response: ServerMessage): void {
    if (response.kind !== 'filter' || !isConfirmedBy(filter, response.filter)) return this.#end('other_filter');
    // A newer filter is sent next. The catch-up after it includes the changes that were missed under this filter.
    if (this.#requests.has('filter')) return;
    this.filter = filter;
    this.#listener.catchUpChanged(this);
    this.#pinger?.ping();
  }

  #createPinger(): Pinger {
    const { environment, settings, cursor } = this.#options;
    return new Pinger({
      environment,
      settings,
      timers: this.#timers,
      requests: this.#requests,
      catchUpFrom: () => {
        // The catch-up starts at this position, even if the ping is rejected and repeated or summaries arrive
        // meanwhile.
        cursor.requireCatchUpFromHere();
        return this.#catchUpFrom();
      },
      onChange: () => this.#listener.catchUpChanged(this),
    });
  }

  #createRenewal(): TokenRenewal {
    const { environment, settings } = this.#options;
    return new TokenRenewal(
      {
        environment,
        settings,
        requests: this.#requests,
        getToken: () => this.#options.getToken(),
        onFailure: () => this.#listener.error({ error: 'no_token', message: 'The token could not be renewed.' }),
        onReconnectNeeded: () => this.#listener.replacementNeeded(this),
      },
      this.#token,
    );
  }

  #send(message: object): void {
    this.#openTransport?.send(JSON.stringify(message));
  }

  #setPhase(phase: Phase): void {
    this.phase = phase;
    this.#listener.phaseChanged(this);
  }

  #end(reason: string, retryMs = 0): void {
    if (this.#isClosed) return;
    this.close();
    this.#listener.ended(this, reason, retryMs);
  }
}
