import { waitMs } from './backoff';
import { Choice } from './transport-selector';
import { Crowding } from './eviction-backoff';
import { Session, type SessionListener, type SessionParts } from './connection';
import { CLOSED, CLOSED_EARLY, type LiveState, type Status, isFinal, unlessSame } from './status';
import { Observable } from './observable';
import { Timers } from './platform/timers';
import type { Filter, LinesFrame, LiveError } from './protocol/types';

/** The server does not take the token. */
const TOKEN_REFUSED: ReadonlySet<string> = new Set(['bad_token', 'http_401']);

/** Takes the lines of whichever session brings them. */
export type TakeLines = (session: Session, frame: LinesFrame) => void;

/**
 * Keeps one session live: tries again with growing waits, and has the next one live before the present one ends.
 * There are at most two: `current`, which is live, and `candidate`, which is to be.
 */
export class Supervisor {
  readonly status = new Observable<Status>(CLOSED);
  readonly #parts: SessionParts;
  readonly #filter: () => Filter;
  readonly #take: TakeLines;
  readonly #timers: Timers;
  readonly #crowding: Crowding;
  #choice: Choice;
  #wanted = false;
  #current: Session | null = null;
  #candidate: Session | null = null;
  #failures = 0;
  #waitUntil: number | null = null;
  #stale: string | null = null;
  #error: LiveError | null = null;
  #malformed = 0;
  #deaf: (() => void) | null = null;
  /** Whether the last token is of no use. */
  #tokenRefused = false;

  constructor(parts: SessionParts, filter: () => Filter, take: TakeLines) {
    this.#parts = { ...parts, getToken: () => this.#token(parts) };
    this.#filter = filter;
    this.#take = take;
    this.#timers = new Timers(parts.environment);
    this.#crowding = new Crowding(parts.environment, parts.settings);
    this.#choice = new Choice(parts.settings);
  }

  /** Begins, if it has not. */
  connect(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#failures = 0;
    this.#error = null;
    this.#choice = new Choice(this.#parts.settings);
    this.#deaf = this.#parts.environment.listen({
      online: () => this.#wake(),
      visible: () => this.#wake(),
      offline: () => {
        this.#current?.check();
        this.#publish();
      },
    });
    this.#attempt();
  }

  /** Ends all. */
  disconnect(): void {
    this.#wanted = false;
    this.#deaf?.();
    this.#timers.clearAll();
    this.#crowding.reset();
    this.#waitUntil = null;
    this.#current?.close();
    this.#candidate?.close();
    this.#current = this.#candidate = null;
    this.#publish();
  }

  async #token(parts: SessionParts): Promise<string> {
    const refused = this.#tokenRefused;
    const token = await parts.getToken(refused);
    this.#tokenRefused = false;
    return token;
  }

  /** Makes a session now, beside the present one if there is one. */
  #attempt(): void {
    if (!this.#wanted) return;
    const { environment } = this.#parts;
    this.#timers.clear('attempt');
    this.#waitUntil = null;
    this.#candidate?.close();
    const transport = this.#choice.next(environment.now());
    this.#candidate = new Session(this.#parts, transport, this.#filter(), this.#listener());
    this.#candidate.start();
    this.#publish();
  }

  /** Has the newest session do it; where only a new one can, a new one is made. */
  ask(what: (session: Session) => boolean): void {
    const session = this.#candidate ?? this.#current;
    if (session && !what(session)) this.#attempt();
    this.#publish();
  }

  /** The page's lists are not whole, or whole again. */
  setStale(reason: string | null): void {
    this.#stale = reason;
    this.#publish();
  }

  #listener(): SessionListener {
    return {
      phase: (session) => (session.phase === 'live' ? this.#live(session) : this.#publish()),
      lines: (session, frame) => this.#take(session, frame),
      error: (error) => {
        this.#heed(error.error);
        this.#surface(error);
      },
      malformed: (count) => {
        this.#malformed += count;
        this.#publish();
      },
      behind: (session) => {
        if (!session.behind) this.#error = null;
        this.#publish();
      },
      outlived: () => this.#candidate ?? this.#attempt(),
      ended: (session, reason, retryMs) => this.#ended(session, reason, retryMs),
    };
  }

  #live(session: Session): void {
    this.#current?.close();
    this.#current = session;
    this.#candidate = null;
    this.#error = null;
    // One that is closed as soon as it is live is no success: its waits grow, too.
    this.#timers.set('settled', this.#parts.settings.settledMs, () => (this.#failures = 0));
    this.#crowding.live();
    this.#choice.live(session.transport);
    this.#publish();
  }

  #ended(session: Session, reason: string, retryMs: number): void {
    const wasLive = session.phase === 'live';
    if (session === this.#current) {
      this.#current = null;
      this.#timers.clear('settled');
      // Where another one of ours is on its way, it may have closed this one.
      const early = !this.#candidate && this.#crowding.ended(reason, session.tokenEnds);
      if (early) this.#error = CLOSED_EARLY;
    }
    if (session === this.#candidate) this.#candidate = null;
    this.#failures += 1;
    this.#heed(reason);
    if (!wasLive) this.#failed(session, reason);
    if (!wasLive && isFinal(reason)) this.#giveUp();
    // Another one is already on its way.
    else if (!this.#candidate && this.#wanted) this.#again(retryMs);
    this.#publish();
  }

  /** Nothing better comes of trying again. What is live goes on until it ends. */
  #giveUp(): void {
    if (!this.#current && !this.#candidate) this.disconnect();
  }

  #heed(word: string): void {
    if (TOKEN_REFUSED.has(word)) this.#tokenRefused = true;
  }

  #failed(session: Session, reason: string): void {
    const { environment, settings } = this.#parts;
    // What the server said of it is told already.
    if (this.#error?.error !== reason) {
      this.#error = { error: reason, message: 'The live connection could not be made.' };
    }
    // Without a network nothing is learned, and none is the page's own fault.
    if (!environment.online()) return;
    if (reason !== 'no_token') this.#choice.failed(session.transport, environment.now());
    if (!this.#current && this.#failures >= settings.attempts) this.disconnect();
  }

  #again(retryMs: number): void {
    const { environment, settings } = this.#parts;
    const wait = Math.max(retryMs, this.#crowding.waitMs(), waitMs(settings, this.#failures, environment.random));
    this.#waitUntil = environment.now() + wait;
    this.#timers.set('attempt', wait, () => this.#attempt());
  }

  #wake(): void {
    if (this.#current) this.#current.check();
    else if (!this.#candidate) this.#attempt();
  }

  #surface(error: LiveError): void {
    this.#error = error;
    this.#publish();
  }

  #publish(): void {
    const session = this.#current ?? this.#candidate;
    const now: Status = {
      state: this.#state(),
      transport: session?.transport ?? null,
      failures: this.#current ? 0 : this.#failures,
      waitUntil: session ? null : this.#waitUntil,
      stale: this.#stale,
      error: this.#error,
      malformed: this.#malformed,
    };
    this.status.set(unlessSame(this.status.get(), now));
  }

  #state(): LiveState {
    if (!this.#wanted) return 'closed';
    if (this.#current) return this.#stateOf(this.#current);
    if (this.#candidate) return this.#candidate.phase === 'filling' ? 'filling' : 'connecting';
    return this.#parts.environment.online() ? 'reconnecting' : 'offline';
  }

  #stateOf(current: Session): LiveState {
    if (this.#stale !== null) return 'incomplete';
    // By another filter than the present one nothing of it is told.
    return current.behind || current.filter !== this.#filter() ? 'filling' : 'live';
  }
}
