import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { Api } from '../api/endpoints';
import type { EventLine } from '../api/types';
import { useRecent } from '../live/recent-events-context';
import { useApi } from '../session/session-context';

const HOUR = 60 * 60_000;
/** Events that may not be counted yet are loaded: no more pages than these, of this size. */
const MOST_PAGES = 5;
const PAGE = 200;

/**
 * Counts what came before this page was opened and is in no statistics yet: those go up to `until`. Says whether that is
 * done, or has failed: before, numbers lack what came.
 */
export function useOpenMinutes(until: string | null | undefined): boolean {
  const api = useApi();
  const recent = useRecent();
  const { isPending } = useQuery({
    queryKey: ['statistics', 'open', until],
    queryFn: async ({ signal }) => {
      const from = typeof until === 'string' ? Date.parse(until) : Date.now() - HOUR;
      if (from >= recent.since) return null;
      const events = await newestEvents(api, new Date(from).toISOString(), signal);
      const oldest = events.at(-1);
      // Of a flood only the newest are loaded; the minutes before them are counted soon.
      const isWhole = oldest === undefined || events.length < MOST_PAGES * PAGE;
      recent.begin(events, isWhole ? from : Date.parse(oldest.received_at));
      return null;
    },
    enabled: until !== undefined,
    // Once a minute `until` is another one, and what was settled stays so.
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });
  return !isPending;
}

async function newestEvents(api: Api, from: string, signal: AbortSignal): Promise<EventLine[]> {
  const events: EventLine[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { events: more, next } = await api.events({ from, limit: PAGE, after }, signal);
    events.push(...more);
    if (next === null) break;
    after = next;
  }
  return events;
}
