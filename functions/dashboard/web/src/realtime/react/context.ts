import { createContext, use } from 'react';

import type { LiveClient } from '../client';

/** The client of the page; there is none outside of a provider. */
export const LiveContext = createContext<LiveClient | null>(null);

/** The client of the page. */
export function useLiveClient(): LiveClient {
  const client = use(LiveContext);
  if (!client) throw new Error('there is no LiveProvider around this');
  return client;
}
