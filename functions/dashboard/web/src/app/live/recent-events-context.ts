import { createContext, use } from 'react';

import type { Recent } from './recent-events';

/** There is none outside of `LivePage`. */
export const RecentContext = createContext<Recent | null>(null);

/** What came live since the page was opened. */
export function useRecent(): Recent {
  const recent = use(RecentContext);
  if (!recent) throw new Error('there is no LivePage around this');
  return recent;
}
