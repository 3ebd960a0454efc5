import type { Environment } from '../platform/environment';
import { Timers } from '../platform/timers';
import { SseParser } from './sse-parser';
import { frameOf } from './sse-frame';
import type { Link, LinkListener } from './transport';

/** The reason where the server has ended a stream, and nothing broke. */
export const IN_ORDER = 'ended';

/** What a stream is asked for. */
export interface StreamRequest {
  readonly url: string;
  readonly token: string;
  /** From where to resume. */
  readonly after: string | null;
  /** After how much silence it is taken for dead, in milliseconds. */
  readonly silenceMs: number;
}

/** Opens a stream by fetch: a browser's EventSource sends no header, and a token belongs in no URL. */
export function openStream(environment: Environment, request: StreamRequest, listener: LinkListener): Link {
  const abort = new AbortController();
  const timers = new Timers(environment);
  const parser = new SseParser();
  let over = false;
  const close = () => {
    over = true;
    timers.clearAll();
    abort.abort();
  };
  const end = (reason: string) => {
    if (over) return;
    close();
    listener.ended(reason, parser.retryMs);
  };
  const heard = () => {
    timers.set('silence', request.silenceMs, () => end('silent'));
    listener.alive();
  };
  const read = async () => {
    const response = await environment.fetch(request.url, { ...init(request), signal: abort.signal });
    const refusal = refusalOf(response);
    if (refusal !== null || !response.body) return end(refusal ?? 'no_body');
    if (over) return;
    listener.opened();
    heard();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const part = await reader.read();
      if (part.done || over) return end(IN_ORDER);
      heard();
      take(parser, part.value, listener);
    }
  };
  read().catch(() => end('closed'));
  return { send: () => {}, close };
}

function init({ token, after }: StreamRequest): RequestInit {
  const headers = { Accept: 'text/event-stream', Authorization: `Bearer ${token}` };
  return {
    headers: after === null ? headers : { ...headers, 'Last-Event-ID': after },
    cache: 'no-store',
    credentials: 'omit',
    // A token is for this address alone.
    redirect: 'error',
  };
}

function refusalOf(response: Response): string | null {
  if (response.status !== 200) return `http_${response.status}`;
  return response.headers.get('content-type')?.startsWith('text/event-stream') ? null : 'no_stream';
}

function take(parser: SseParser, text: string, listener: LinkListener): void {
  const events = parser.push(text);
  for (; parser.malformed > 0; parser.malformed -= 1) listener.malformed();
  if (events.length > 0) listener.received(frameOf(events));
}
