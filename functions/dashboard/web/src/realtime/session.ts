import type { Environment } from './environment';
import { isEverything, query } from './filter';
import type { Settings } from './options';
import { Renewal } from './renewal';
import { Timers } from './timers';
import type { Link, LinkListener } from './transport/link';
import { openStream } from './transport/sse';
import { openWebSocket } from './transport/websocket';
import type { Filter, Incoming, LinesFrame, LiveError, Transport } from './types';

/** Where a session stands. */
export type Phase = 'connecting' | 'filling' | 'live';

/** What a session is made with. */
export interface SessionParts {
  readonly environment: Environment;
  readonly settings: Settings;
  readonly webSocketUrl: string;
  readonly streamUrl: string;
  /** `refused`: the server did not take the last one. */
  getToken(refused?: boolean): Promise<string>;
  /** From where a gap is to be read; it is asked for at once. */
  askCursor(): string | null;
}

/** Hears of a session. */
export interface SessionListener {
  phase(session: Session): void;
  /** Lines. `session.filter` is the one by which they were chosen. */
  lines(session: Session, frame: LinesFrame): void;
  error(error: LiveError): void;
  malformed(count: number): void;
  /** It must be replaced before it ends. */
  outlived(session: Session): void;
  /** It is over; told once. */
  ended(session: Session, reason: string, retryMs: number): void;
}

/** One connection from its token to its end: resumes, pings, brings new tokens, and notices when nobody answers. */
export class Session {
  phase: Phase = 'connecting';
  /** The filter that the server goes by. */
  filter: Filter;
  readonly transport: Transport;
  readonly #parts: SessionParts;
  readonly #listener: SessionListener;
  readonly #timers: Timers;
  /** Filters that were sent and not yet answered, the oldest first. */
  readonly #asked: Filter[] = [];
  #link: Link | null = null;
  #renewal: Renewal | null = null;
  #over = false;
  /** Whether the gap was asked for, by the filter and from the cursor of then. */
  #requested = false;
  /** Whether there is more to ask for when it is live. */
  #catchUpDue = false;
  /** Whether a ping waits for its gap. */
  #gapDue = false;
  #token = '';
  #heardAt = 0;

  constructor(parts: SessionParts, transport: Transport, filter: Filter, listener: SessionListener) {
    this.#parts = parts;
    this.transport = transport;
    this.filter = filter;
    this.#listener = listener;
    this.#timers = new Timers(parts.environment);
  }

  /** Begins. */
  start(): void {
    const { connectWithinMs, resumeWithinMs } = this.#parts.settings;
    // A stream is answered only once its gap is there.
    const within = this.transport === 'sse' ? connectWithinMs + resumeWithinMs : connectWithinMs;
    this.#timers.set('deadline', within, () => this.#end('timeout'));
    this.#parts.getToken().then(
      (token) => this.#open(token),
      () => this.#end('no_token'),
    );
  }

  /** Ends it; nothing is told of it after that. */
  close(): void {
    this.#over = true;
    this.#timers.clearAll();
    this.#renewal?.close();
    this.#link?.close();
  }

  /** Goes by another filter; false where only a new session can. */
  setFilter(filter: Filter): boolean {
    if (!this.#requested) {
      this.filter = filter;
      return true;
    }
    if (this.transport === 'sse' || this.phase !== 'live') return false;
    this.#asked.push(filter);
    this.#ask('filter', { action: 'filter', filter });
    return true;
  }

  /** Asks for what came after the cursor and did not arrive; false where only a new session can. */
  catchUp(): boolean {
    if (!this.#requested) return true;
    if (this.phase !== 'live') {
      this.#catchUpDue = true;
      return true;
    }
    if (this.transport === 'sse') return false;
    this.#ping();
    return true;
  }

  /** Looks whether it still lives, after a sleep or a change of networks. */
  check(): void {
    // One question is enough, however often a page is left and seen again.
    if (this.phase !== 'live' || this.#timers.has('pong') || this.catchUp()) return;
    const { environment, settings } = this.#parts;
    if (environment.now() - this.#heardAt > settings.silenceMs) this.#end('silent');
  }

  #open(token: string): void {
    if (this.#over) return;
    const { environment, webSocketUrl, streamUrl, settings } = this.#parts;
    this.#token = token;
    if (this.transport === 'websocket') {
      this.#link = openWebSocket(environment, webSocketUrl, token, this.#linkListener());
      return;
    }
    this.#requested = true;
    const filter = query(this.filter);
    const url = filter === '' ? streamUrl : `${streamUrl}?${filter}`;
    const request = { url, token, after: this.#parts.askCursor(), silenceMs: settings.silenceMs };
    this.#link = openStream(environment, request, this.#linkListener());
  }

  #linkListener(): LinkListener {
    return {
      opened: () => this.#opened(),
      received: (message) => this.#received(message),
      malformed: () => this.#listener.malformed(1),
      alive: () => this.#alive(),
      ended: (reason, retryMs = 0) => this.#end(reason, retryMs),
    };
  }

  #opened(): void {
    this.#timers.set('deadline', this.#parts.settings.resumeWithinMs, () => this.#end('timeout'));
    this.#move('filling');
    if (this.transport === 'sse') return;
    this.#requested = true;
    const after = this.#parts.askCursor();
    this.#send({
      action: 'resume',
      ...(after === null ? {} : { after }),
      ...(isEverything(this.filter) ? {} : { filter: this.filter }),
    });
  }

  #alive(): void {
    this.#heardAt = this.#parts.environment.now();
    this.#timers.clear('pong');
  }

  #received(message: Incoming): void {
    if (message.kind === 'error') this.#refused(message.error);
    else if (message.kind === 'filter') this.#filtered();
    else if (message.kind === 'auth') this.#renewal?.confirmed();
    else if (message.kind === 'lines') this.#lines(message);
  }

  #lines(frame: LinesFrame): void {
    if (frame.malformed > 0) this.#listener.malformed(frame.malformed);
    if (frame.resume !== null) this.#gapDue = false;
    const becomesLive = frame.resume !== null && this.phase !== 'live';
    if (becomesLive) this.phase = 'live';
    // The lines first: whoever sees that a session is live sees its gap.
    this.#listener.lines(this, frame);
    if (becomesLive && !this.#over) this.#live();
  }

  #live(): void {
    const { environment, settings } = this.#parts;
    this.#timers.clear('deadline');
    const webSocket = this.transport === 'websocket';
    const lifeMs = webSocket ? settings.cycleWebSocketMs : settings.cycleStreamMs;
    this.#timers.set('life', lifeMs * (1 - 0.1 * environment.random()), () => this.#listener.outlived(this));
    if (webSocket) {
      this.#pingLater();
      this.#renewInTime();
    }
    this.#listener.phase(this);
    if (this.#catchUpDue && !this.catchUp()) this.#listener.outlived(this);
  }

  #refused(error: LiveError): void {
    this.#listener.error(error);
    // An error does not say what it answers: before the gap it can only be `resume`, and a filter must not stay unclear.
    if (this.phase !== 'live' || this.#asked.length > 0 || error.error === 'not_live') this.#end(error.error);
    // The old token still holds for a while: time for another connection.
    else if (error.error === 'bad_token') this.#listener.outlived(this);
    else if (this.#gapDue && error.error === 'unavailable') {
      this.#timers.set('ping', this.#parts.settings.askAgainMs, () => this.#ping());
    }
  }

  #filtered(): void {
    const filter = this.#asked.shift();
    if (filter === undefined) return;
    this.filter = filter;
    if (this.#asked.length > 0) return;
    this.#timers.clear('filter');
    // What came while it was unclear by which filter lines were chosen was left out.
    this.#ping();
  }

  #ping(): void {
    this.#gapDue = true;
    const after = this.#parts.askCursor();
    this.#ask('pong', { action: 'ping', ...(after === null ? {} : { after }) });
    this.#pingLater();
  }

  #pingLater(): void {
    this.#timers.set('ping', this.#parts.settings.pingEveryMs, () => this.#ping());
  }

  #renewInTime(): void {
    const { environment, settings } = this.#parts;
    const failed = () => this.#listener.error({ error: 'no_token', message: 'There is no new token.' });
    this.#renewal = new Renewal(
      {
        environment,
        settings,
        failed,
        getToken: () => this.#parts.getToken(),
        send: (message) => this.#send(message),
        tooLong: () => this.#listener.outlived(this),
      },
      this.#token,
    );
  }

  /** Sends what must be answered in time. */
  #ask(name: string, message: object): void {
    this.#timers.set(name, this.#parts.settings.answerWithinMs, () => this.#end('silent'));
    this.#send(message);
  }

  #send(message: object): void {
    this.#link?.send(JSON.stringify(message));
  }

  #move(phase: Phase): void {
    this.phase = phase;
    this.#listener.phase(this);
  }

  #end(reason: string, retryMs = 0): void {
    if (this.#over) return;
    this.close();
    this.#listener.ended(this, reason, retryMs);
  }
}
