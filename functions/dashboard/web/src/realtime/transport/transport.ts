import type { Incoming } from '../protocol/types';

/** One open connection, whatever its way. */
export interface Link {
  /** Sends a message; a stream sends nothing. */
  send(text: string): void;
  /** Ends it. Nothing is told of it after that. */
  close(): void;
}

/** Hears of one connection. */
export interface LinkListener {
  opened(): void;
  received(message: Incoming): void;
  malformed(): void;
  /** Something came, be it without meaning. */
  alive(): void;
  /** It is over; told once. `retryMs` is the least wait that the server asked for. */
  ended(reason: string, retryMs?: number): void;
}
