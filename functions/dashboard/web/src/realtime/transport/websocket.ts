import type { Environment, Socket } from '../platform/environment';
import { readFrame } from '../protocol/frame';
import type { OpenTransport, TransportListener } from './transport';

/** The subprotocol of docs/live.md. */
const SUBPROTOCOL = 'storebell.v1';

/**
 * Opens a WebSocket. The token is sent as a subprotocol, the only header of the handshake that a page can set; a token
 * must not be part of a URL.
 */
export function openWebSocket(
  environment: Environment,
  url: string,
  token: string,
  listener: TransportListener,
): OpenTransport {
  let isClosed = false;
  let socket: Socket;
  const end = (reason: string) => {
    if (isClosed) return;
    isClosed = true;
    listener.ended(reason);
  };
  try {
    socket = environment.openSocket(url, [SUBPROTOCOL, `bearer.${token}`]);
  } catch {
    // The token has characters that a subprotocol cannot have, or the URL is invalid. The exception may contain the
    // token.
    queueMicrotask(() => end('not_possible'));
    return { send: () => {}, close: () => void (isClosed = true) };
  }
  socket.addEventListener('open', () => {
    if (!isClosed) listener.opened();
  });
  socket.addEventListener('message', ({ data }) => {
    if (isClosed) return;
    listener.alive();
    const message = readFrame(data);
    if (message) listener.received(message);
    else listener.malformed();
  });
  socket.addEventListener('close', () => end('closed'));
  // A close event follows each error event, which has no details.
  socket.addEventListener('error', () => {});
  return {
    send: (text) => trySend(socket, text),
    close: () => {
      isClosed = true;
      socket.close();
    },
  };
}

/** A closing socket throws; its close event follows. */
function trySend(socket: Socket, text: string): void {
  try {
    socket.send(text);
  } catch {
    return;
  }
}
