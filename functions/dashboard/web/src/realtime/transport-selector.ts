import type { Settings } from './options';
import type { LiveTransport } from './protocol/types';

/**
 * Selects the transport of the next connection. It starts with WebSocket. After several consecutive failures, which may
 * be caused by a proxy, it selects SSE, and tries a WebSocket again after a while. If SSE fails too, a proxy is not the
 * cause, and the two alternate.
 */
export class TransportSelector {
  readonly #settings: Settings;
  #webSocketFailures = 0;
  #webSocketRetryAt = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** The transport of a connection that is opened at `now`. */
  next(now: number): LiveTransport {
    const triesWebSocket =
      this.#webSocketFailures < this.#settings.maxWebSocketFailures || now >= this.#webSocketRetryAt;
    return triesWebSocket ? 'websocket' : 'sse';
  }

  /** A connection ended before it was live. */
  failed(transport: LiveTransport, now: number): void {
    if (transport === 'sse') {
      this.#webSocketRetryAt = now;
      return;
    }
    this.#webSocketFailures += 1;
    this.#webSocketRetryAt = now + this.#settings.webSocketRetryAfterMs;
  }

  /** A connection became live. */
  succeeded(transport: LiveTransport): void {
    if (transport === 'websocket') this.#webSocketFailures = 0;
  }
}
