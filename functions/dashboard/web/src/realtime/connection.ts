import type { Cursor } from './cursor';
import { Dialogue } from './request-queue';
import type { Environment } from './platform/environment';
import { isEverything, isSame, query } from './filter';
import type { Settings } from './options';
import { Pings } from './pinger';
import { Renewal } from './token-renewal';
import { Timers } from './platform/timers';
import { endOf } from './token-expiry';
import type { Link, LinkListener } from './transport/transport';
import { openStream } from './transport/sse';
import { openWebSocket } from './transport/websocket';
import type { Filter, Incoming, LinesFrame, LiveError, Transport } from './protocol/types';

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
  /** From where gaps are to be read. */
  readonly cursor: Pick<Cursor, 'lowest' | 'oweFromHere'>;
}

/** Hears of a session. */
export interface SessionListener {
  phase(session: Session): void;
  /** Lines. `session.filter` is the one by which they were chosen. */
  lines(session: Session, frame: LinesFrame): void;
  error(error: LiveError): void;
  malformed(count: number): void;
  /** It is `behind`, or no longer. */
  behind(session: Session): void;
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
  /** From where its last gap was asked for. */
  askedFrom: string | null = null;
  readonly transport: Transport;
  readonly #parts: SessionParts;
  readonly #listener: SessionListener;
  readonly #timers: Timers;
  readonly #dialogue: Dialogue;
  #link: Link | null = null;
  #pings: Pings | null = null;
  #renewal: Renewal | null = null;
  #over = false;
  /** Whether the gap was asked for, by the filter and from the cursor of then. */
  #requested = false;
  /** Whether there is more to ask for when it is live. */
  #catchUpDue = false;
  #token = '';
  #heardAt = 0;

  constructor(parts: SessionParts, transport: Transport, filter: Filter, listener: SessionListener) {
    this.#parts = parts;
    this.transport = transport;
    this.filter = filter;
    this.#listener = listener;
    this.#timers = new Timers(parts.environment);
    this.#dialogue = new Dialogue({
      timers: this.#timers,
      withinMs: parts.settings.answerWithinMs,
      send: (message) => this.#send(message),
      unanswered: () => this.#end('silent'),
    });
  }

  /** Whether it is live and the server has not told yet what is missing. */
  get behind(): boolean {
    return this.#pings?.overdue ?? false;
  }

  /** When its token ends, in milliseconds since the Unix epoch, if that is known. */
  get tokenEnds(): number | null {
    return endOf(this.#token);
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
    this.#dialogue.close();
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
    this.#dialogue.ask('filter', {
      message: () => ({ action: 'filter', filter }),
      answered: (answer) => this.#filtered(filter, answer),
      // It must not stay unclear by which one the server goes.
      refused: ({ error }) => this.#end(error),
    });
    return true;
  }

  /** Asks for what came after the cursor and did not arrive; false where only a new session can. */
  catchUp(): boolean {
    if (!this.#requested) return true;
    if (this.transport === 'sse' && this.phase === 'live') return false;
    if (this.#pings) this.#pings.ask();
    else this.#catchUpDue = true;
    return true;
  }

  /** Looks whether it still lives, after a sleep or a change of networks. */
  check(): void {
    // One question is enough, however often a page is left and seen again.
    if (this.phase !== 'live' || this.#dialogue.has('ping') || this.catchUp()) return;
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
    const request = { url, token, after: this.#askFrom(), silenceMs: settings.silenceMs };
    this.#link = openStream(environment, request, this.#linkListener());
  }

  #linkListener(): LinkListener {
    return {
      opened: () => this.#opened(),
      received: (message) => this.#received(message),
      malformed: () => this.#listener.malformed(1),
      alive: () => (this.#heardAt = this.#parts.environment.now()),
      ended: (reason, retryMs = 0) => this.#end(reason, retryMs),
    };
  }

  #opened(): void {
    this.#timers.set('deadline', this.#parts.settings.resumeWithinMs, () => this.#end('timeout'));
    this.#move('filling');
    if (this.transport === 'sse') return;
    this.#requested = true;
    const after = this.#askFrom();
    this.#send({
      action: 'resume',
      ...(after === null ? {} : { after }),
      ...(isEverything(this.filter) ? {} : { filter: this.filter }),
    });
  }

  #askFrom(): string | null {
    this.askedFrom = this.#parts.cursor.lowest();
    return this.askedFrom;
  }

  #received(message: Incoming): void {
    // The end of the first gap answers `resume`, and nothing that is asked because of it.
    const wasLive = this.phase === 'live';
    if (message.kind === 'error') this.#refused(message.error);
    else if (message.kind === 'lines') this.#lines(message);
    if (wasLive && !this.#over) this.#dialogue.heard(message);
  }

  #lines(frame: LinesFrame): void {
    if (frame.malformed > 0) this.#listener.malformed(frame.malformed);
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
      this.#pings = this.#newPings();
      this.#renewal = this.#newRenewal();
    }
    this.#listener.phase(this);
    if (this.#catchUpDue && !this.catchUp()) this.#listener.outlived(this);
  }

  #refused(error: LiveError): void {
    this.#listener.error(error);
    // Before the gap it can only answer `resume`.
    if (this.phase !== 'live' || error.error === 'not_live') this.#end(error.error);
  }

  #filtered(filter: Filter, answer: Incoming): void {
    if (answer.kind !== 'filter' || !isSame(filter, answer.filter)) return this.#end('other_filter');
    // A newer one goes out next; what is missing then is asked for by that.
    if (this.#dialogue.has('filter')) return;
    this.filter = filter;
    this.#listener.behind(this);
    this.#pings?.ask();
  }

  #newPings(): Pings {
    const { environment, settings, cursor } = this.#parts;
    return new Pings({
      environment,
      settings,
      timers: this.#timers,
      dialogue: this.#dialogue,
      askFrom: () => {
        // However often it is refused and whatever comes meanwhile, it is asked from here.
        cursor.oweFromHere();
        return this.#askFrom();
      },
      changed: () => this.#listener.behind(this),
    });
  }

  #newRenewal(): Renewal {
    const { environment, settings } = this.#parts;
    return new Renewal(
      {
        environment,
        settings,
        dialogue: this.#dialogue,
        getToken: () => this.#parts.getToken(),
        failed: () => this.#listener.error({ error: 'no_token', message: 'There is no new token.' }),
        inVain: () => this.#listener.outlived(this),
      },
      this.#token,
    );
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
