import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { Api } from '../api/endpoints';
import type { EventSummary } from '../api/types';
import { useRecentEvents } from '../live/recent-events-context';
import { useApi } from '../session/session-context';

const HOUR_MS = 60 * 60_000;
/** Bounds how many events are loaded that the statistics may not include yet. */
const MAX_PAGES = 5;
const PAGE_SIZE = 200;

/**
 * Loads and counts the events that arrived before the page was opened and after `until`, the time up to which the
 * statistics are complete. Returns whether that has finished or failed: before that, the counts are too small.
 */
export function useUncountedEvents(until: string | null | undefined): boolean {
  const api = useApi();
  const recent = useRecentEvents();
  const { isPending } = useQuery({
    queryKey: ['statistics', 'open', until],
    queryFn: async ({ signal }) => {
      const from = typeof until === 'string' ? Date.parse(until) : Date.now() - HOUR_MS;
      if (from >= recent.since) return null;
      const events = await newestEvents(api, new Date(from).toISOString(), signal);
      const oldest = events.at(-1);
      // If there are more, only the newest are loaded; the statistics include the minutes before them soon.
      const isComplete = oldest === undefined || events.length < MAX_PAGES * PAGE_SIZE;
      recent.addLoaded(events, isComplete ? from : Date.parse(oldest.received_at));
      return null;
    },
    enabled: until !== undefined,
    // `until` changes once a minute, and a finished state must stay finished.
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });
  return !isPending;
}

async function newestEvents(api: Api, from: string, signal: AbortSignal): Promise<EventSummary[]> {
  const events: EventSummary[] = [];
  let after: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { events: more, next } = await api.events({ from, limit: PAGE_SIZE, after }, signal);
    events.push(...more);
    if (next === null) break;
    after = next;
  }
  return events;
}
