import { createContext, use } from 'react';

import type { RecentEvents } from './recent-events';

/** `null` outside of `LiveConnection`. */
export const RecentEventsContext = createContext<RecentEvents | null>(null);

/** The counts of the events that this page has received. */
export function useRecentEvents(): RecentEvents {
  const recent = use(RecentEventsContext);
  if (!recent) throw new Error('useRecentEvents needs a LiveConnection');
  return recent;
}
