/** Everything that the client needs from its runtime; tests provide their own. */
export interface Environment {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs a function after a delay; returns a function that cancels it. */
  schedule(ms: number, run: () => void): () => void;
  /** A number from 0 (inclusive) to 1 (exclusive). */
  random(): number;
  openSocket(url: string, protocols: string[]): Socket;
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Whether the browser believes that there is a network. It ignores loopback, which works without one. */
  isOnline(): boolean;
  /** Reports network and visibility changes; returns a function that removes the listener. */
  listen(listener: SignalListener): () => void;
}

/** The part of a WebSocket that the client uses. */
export interface Socket {
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (message: { data: unknown }) => void): void;
  send(text: string): void;
  close(): void;
}

/** Receives changes of the network and of the page's visibility. */
export interface SignalListener {
  online(): void;
  offline(): void;
  /** The page is visible again, perhaps after hours of sleep. */
  visible(): void;
}

export function browserEnvironment(): Environment {
  return {
    now: () => Date.now(),
    schedule(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
    openSocket: (url, protocols) => new WebSocket(url, protocols),
    fetch: (url, init) => fetch(url, init),
    isOnline: () => navigator.onLine,
    listen,
  };
}

function listen(listener: SignalListener): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const onVisibility = () => {
    if (document.visibilityState === 'visible') listener.visible();
  };
  window.addEventListener('online', () => listener.online(), { signal });
  window.addEventListener('offline', () => listener.offline(), { signal });
  window.addEventListener('pageshow', onVisibility, { signal });
  document.addEventListener('visibilitychange', onVisibility, { signal });
  return () => controller.abort();
}
