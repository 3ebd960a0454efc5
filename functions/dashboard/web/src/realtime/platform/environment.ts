/** What the client needs of the world around it; tests bring their own. */
export interface Environment {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs it later; the answer takes that back. */
  later(ms: number, run: () => void): () => void;
  /** A number from 0 up to 1. */
  random(): number;
  /** Opens a WebSocket. */
  socket(url: string, protocols: string[]): Socket;
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Whether the browser believes that there is a network. It knows nothing of loopback. */
  online(): boolean;
  /** Tells of changes; the answer stops that. */
  listen(listener: SignalListener): () => void;
}

/** What is used of a WebSocket. */
export interface Socket {
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (message: { data: unknown }) => void): void;
  send(text: string): void;
  close(): void;
}

/** Hears of the page and of the network. */
export interface SignalListener {
  online(): void;
  offline(): void;
  /** The page is seen again, perhaps after hours of sleep. */
  visible(): void;
}

/** The browser's. */
export function browserEnvironment(): Environment {
  return {
    now: () => Date.now(),
    later(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    socket: (url, protocols) => new WebSocket(url, protocols),
    fetch: (url, init) => fetch(url, init),
    online: () => navigator.onLine,
    listen,
  };
}

function listen(listener: SignalListener): () => void {
  const until = new AbortController();
  const { signal } = until;
  const seen = () => {
    if (document.visibilityState === 'visible') listener.visible();
  };
  window.addEventListener('online', () => listener.online(), { signal });
  window.addEventListener('offline', () => listener.offline(), { signal });
  window.addEventListener('pageshow', seen, { signal });
  document.addEventListener('visibilitychange', seen, { signal });
  return () => until.abort();
}
