import type { Settings } from './options';
import type { Transport } from './protocol/types';

/**
 * Which way the next connection goes. WebSocket, until some in a row could not be made live: a proxy may be in between.
 * Then streams, and a WebSocket again after a while. Where streams fail, too, it was no proxy: both are tried in turn.
 */
export class Choice {
  readonly #settings: Settings;
  #failures = 0;
  #webSocketAt = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** For a connection that is opened now. */
  next(now: number): Transport {
    return this.#failures < this.#settings.webSocketAttempts || now >= this.#webSocketAt ? 'websocket' : 'sse';
  }

  /** One did not become live. */
  failed(transport: Transport, now: number): void {
    if (transport === 'sse') {
      this.#webSocketAt = now;
      return;
    }
    this.#failures += 1;
    this.#webSocketAt = now + this.#settings.backToWebSocketMs;
  }

  /** One became live. */
  live(transport: Transport): void {
    if (transport === 'websocket') this.#failures = 0;
  }
}
