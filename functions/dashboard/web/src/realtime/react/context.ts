import { createContext, use } from 'react';

import type { LiveClient } from '../client';

/** The client of the page; `null` outside of a `LiveProvider`. */
export const LiveContext = createContext<LiveClient | null>(null);

export function useLiveClient(): LiveClient {
  const client = use(LiveContext);
  if (!client) throw new Error('useLiveClient needs a LiveProvider');
  return client;
}
