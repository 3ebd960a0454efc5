import type { Timers } from './platform/timers';
import type { LiveError, ServerMessage } from './protocol/types';

/** The requests of a live connection, in the order in which waiting ones are sent. */
const REQUEST_KINDS = ['auth', 'filter', 'ping'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** A message that the server responds to. */
export interface LiveRequest {
  /** Creates the message when it is sent, because its content may change while it waits. */
  message(): object;
  onResponse(response: ServerMessage): void;
  onRejected(error: LiveError): void;
}

/** What a queue needs. */
export interface RequestQueueOptions {
  readonly timers: Timers;
  /** How long the server may take to respond, in milliseconds. */
  readonly timeoutMs: number;
  send(message: object): void;
  onTimeout(): void;
}

/**
 * Sends one request at a time. The server may process the messages of a connection concurrently, so the message sent
 * last need not take effect last; and an error does not say which message it responds to.
 */
export class RequestQueue {
  readonly #options: RequestQueueOptions;
  /** At most one request of each kind: a newer one replaces an older one. */
  readonly #waiting = new Map<RequestKind, LiveRequest>();
  #inFlight: { readonly kind: RequestKind; readonly request: LiveRequest } | null = null;
  #isClosed = false;

  constructor(options: RequestQueueOptions) {
    this.#options = options;
  }

  /** Sends the request as soon as no other one is in flight. */
  enqueue(kind: RequestKind, request: LiveRequest): void {
    this.#waiting.set(kind, request);
    this.#sendNext();
  }

  /** Whether a request of this kind is waiting or in flight. */
  has(kind: RequestKind): boolean {
    return this.#inFlight?.kind === kind || this.#waiting.has(kind);
  }

  /** Takes a server message as the response to the request in flight, if it can be that. */
  handleMessage(message: ServerMessage): void {
    const inFlight = this.#inFlight;
    if (!inFlight || !isResponseTo(inFlight.kind, message)) return;
    this.#inFlight = null;
    this.#options.timers.clear('response');
    if (message.kind === 'error') inFlight.request.onRejected(message.error);
    else inFlight.request.onResponse(message);
    this.#sendNext();
  }

  /** Sends no further requests. */
  close(): void {
    this.#isClosed = true;
  }

  #sendNext(): void {
    if (this.#isClosed || this.#inFlight) return;
    const kind = REQUEST_KINDS.find((candidate) => this.#waiting.has(candidate));
    const request = kind && this.#waiting.get(kind);
    if (!request) return;
    this.#waiting.delete(kind);
    this.#inFlight = { kind, request };
    const { timers, timeoutMs, send, onTimeout } = this.#options;
    timers.set('response', timeoutMs, onTimeout);
    send(request.message());
  }
}

function isResponseTo(kind: RequestKind, message: ServerMessage): boolean {
  if (message.kind === 'summaries') return kind === 'ping' && message.resume !== null;
  return message.kind === 'error' || message.kind === kind;
}
