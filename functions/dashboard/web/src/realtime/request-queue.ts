import type { Timers } from './platform/timers';
import type { Incoming, LiveError } from './protocol/types';

/** What a live connection is asked. Of what waits, the first of these is asked first. */
const KINDS = ['auth', 'filter', 'ping'] as const;
export type Kind = (typeof KINDS)[number];

/** A message that is answered. */
export interface Question {
  /** Made when it is sent: what is true may change while it waits. */
  message(): object;
  answered(answer: Incoming): void;
  /** The server said no, or nothing of use. */
  refused(error: LiveError): void;
}

/** What a dialogue is made with. */
export interface DialogueParts {
  readonly timers: Timers;
  /** For an answer, in milliseconds. */
  readonly withinMs: number;
  send(message: object): void;
  /** No answer came in time. */
  unanswered(): void;
}

/**
 * One question at a time. The server may serve messages of one connection side by side, so that the one which was sent
 * last need not be the one which counts last; and no error says what it answers.
 */
export class Dialogue {
  readonly #parts: DialogueParts;
  /** One of each kind: a newer one takes the place of an older. */
  readonly #waiting = new Map<Kind, Question>();
  #asked: { readonly kind: Kind; readonly question: Question } | null = null;
  #over = false;

  constructor(parts: DialogueParts) {
    this.#parts = parts;
  }

  /** Asks it as soon as nothing else waits for its answer. */
  ask(kind: Kind, question: Question): void {
    this.#waiting.set(kind, question);
    this.#next();
  }

  /** Whether one waits for its answer, or to be asked. */
  has(kind: Kind): boolean {
    return this.#asked?.kind === kind || this.#waiting.has(kind);
  }

  /** Takes a message of the server for the answer if it can be that. */
  heard(message: Incoming): void {
    const asked = this.#asked;
    if (!asked || !answers(asked.kind, message)) return;
    this.#asked = null;
    this.#parts.timers.clear('answer');
    if (message.kind === 'error') asked.question.refused(message.error);
    else asked.question.answered(message);
    this.#next();
  }

  /** Asks nothing more. */
  close(): void {
    this.#over = true;
  }

  #next(): void {
    if (this.#over || this.#asked) return;
    const kind = KINDS.find((one) => this.#waiting.has(one));
    const question = kind && this.#waiting.get(kind);
    if (!question) return;
    this.#waiting.delete(kind);
    this.#asked = { kind, question };
    const { timers, withinMs, send, unanswered } = this.#parts;
    timers.set('answer', withinMs, unanswered);
    send(question.message());
  }
}

function answers(kind: Kind, message: Incoming): boolean {
  if (message.kind === 'lines') return kind === 'ping' && message.resume !== null;
  return message.kind === 'error' || message.kind === kind;
}
