import type { ServerMessage } from '../protocol/types';

/** An open WebSocket or stream. */
export interface OpenTransport {
  /** Sends a message. Streams are one-way: they ignore it. */
  send(text: string): void;
  /** Closes it. The listener is not called afterwards. */
  close(): void;
}

/** Receives what happens on an open transport. */
export interface TransportListener {
  opened(): void;
  received(message: ServerMessage): void;
  malformed(): void;
  /** Data has arrived, even if only a heartbeat. */
  alive(): void;
  /** It has ended; called once. `retryMs` is the minimum delay that the server requested. */
  ended(reason: string, retryMs?: number): void;
}
