import type { Environment, Socket } from '../platform/environment';
import { readFrame } from '../protocol/frame';
import type { Link, LinkListener } from './transport';

/** The subprotocol of docs/live.md. */
const SUBPROTOCOL = 'storebell.v1';

/** Opens a WebSocket. The token goes as a subprotocol, the only header that a page can set; never in the URL. */
export function openWebSocket(environment: Environment, url: string, token: string, listener: LinkListener): Link {
  let over = false;
  let socket: Socket | null = null;
  const end = (reason: string) => {
    if (over) return;
    over = true;
    listener.ended(reason);
  };
  try {
    socket = environment.socket(url, [SUBPROTOCOL, `bearer.${token}`]);
  } catch {
    // A token with characters that no subprotocol has, or an address that is none. What was thrown may hold the token.
    queueMicrotask(() => end('not_possible'));
    return { send: () => {}, close: () => void (over = true) };
  }
  const opened = socket;
  opened.addEventListener('open', () => {
    if (!over) listener.opened();
  });
  opened.addEventListener('message', ({ data }) => {
    if (over) return;
    listener.alive();
    const message = readFrame(data);
    if (message) listener.received(message);
    else listener.malformed();
  });
  opened.addEventListener('close', () => end('closed'));
  // A close follows each error, and an error says nothing.
  opened.addEventListener('error', () => {});
  return {
    send: (text) => trySend(opened, text),
    close: () => {
      over = true;
      opened.close();
    },
  };
}

/** A socket that is just closing throws; its close is told by itself. */
function trySend(socket: Socket, text: string): void {
  try {
    socket.send(text);
  } catch {
    return;
  }
}
