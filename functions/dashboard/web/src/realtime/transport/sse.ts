import type { Environment } from '../platform/environment';
import { Timers } from '../platform/timers';
import { closedReason, summariesFrame } from './sse-frame';
import { SseParser } from './sse-parser';
import type { OpenTransport, TransportListener } from './transport';

/** The reason if the server ended the stream without an error. */
const CLEAN_END = 'ended';

export interface StreamRequest {
  readonly url: string;
  readonly token: string;
  /** The cursor to resume from. */
  readonly after: string | null;
  /** How long the stream may be silent before it counts as dead, in milliseconds. */
  readonly inactivityTimeoutMs: number;
}

/** Opens a stream with `fetch`: a browser's EventSource cannot send headers, and a token must not be part of a URL. */
export function openStream(
  environment: Environment,
  request: StreamRequest,
  listener: TransportListener,
): OpenTransport {
  const abort = new AbortController();
  const timers = new Timers(environment);
  const parser = new SseParser();
  let isClosed = false;
  const close = () => {
    isClosed = true;
    timers.clearAll();
    abort.abort();
  };
  const end = (reason: string) => {
    if (isClosed) return;
    close();
    listener.ended(reason, parser.retryMs);
  };
  const onData = () => {
    timers.set('inactivity', request.inactivityTimeoutMs, () => end('silent'));
    listener.alive();
  };
  const read = async () => {
    const response = await environment.fetch(request.url, { ...requestInit(request), signal: abort.signal });
    const rejection = rejectionReason(response);
    if (rejection !== null || !response.body) return end(rejection ?? 'no_body');
    if (isClosed) return;
    listener.opened();
    onData();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const chunk = await reader.read();
      if (chunk.done || isClosed) return end(CLEAN_END);
      onData();
      const closed = handleChunk(parser, chunk.value, listener);
      if (closed !== null) return end(closed);
    }
  };
  read().catch(() => end('closed'));
  return { send: () => {}, close };
}

function requestInit({ token, after }: StreamRequest): RequestInit {
  const headers = { Accept: 'text/event-stream', Authorization: `Bearer ${token}` };
  return {
    headers: after === null ? headers : { ...headers, 'Last-Event-ID': after },
    cache: 'no-store',
    credentials: 'omit',
    // The token must not be sent to another address.
    redirect: 'error',
  };
}

function rejectionReason(response: Response): string | null {
  if (response.status !== 200) return `http_${response.status}`;
  return response.headers.get('content-type')?.startsWith('text/event-stream') ? null : 'no_stream';
}

/** Returns the reason if the server closes the stream before its time. */
function handleChunk(parser: SseParser, text: string, listener: TransportListener): string | null {
  const events = parser.push(text);
  for (; parser.malformed > 0; parser.malformed -= 1) listener.malformed();
  if (events.length > 0) listener.received(summariesFrame(events));
  return closedReason(events);
}
