import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { useConnection, useSummaries } from '../../realtime/react';
import type { EventSummary } from '../api/types';
import { useApi } from '../session/session-context';

/** How often the API is polled while the connection is not live. */
const POLL_INTERVAL_MS = 1000;
/** The number of newest events that are searched. */
const SEARCHED_EVENTS = 20;

/** Waits for an event of an integration: received live, or polled while the connection is not live. */
export function useAwaitEvent(integration: string, sent: string | undefined): EventSummary | null {
  const api = useApi();
  const isLive = useConnection().state === 'live';
  // The event may arrive before the response that contains its id.
  const [newest, setNewest] = useState<readonly EventSummary[]>([]);
  useSummaries(({ events }) => {
    const mine = events.filter((event) => event.integration === integration);
    if (mine.length > 0) setNewest((before) => [...mine, ...before].slice(0, SEARCHED_EVENTS));
  });
  const live = newest.find(({ id }) => id === sent) ?? null;
  const { data: polled } = useQuery({
    queryKey: ['await-event', integration, sent],
    queryFn: async () => {
      const { events } = await api.events({ integration, limit: SEARCHED_EVENTS });
      return events.find(({ id }) => id === sent) ?? null;
    },
    enabled: sent !== undefined && live === null && !isLive,
    refetchInterval: ({ state }) => (state.data ? false : POLL_INTERVAL_MS),
  });
  return live ?? polled ?? null;
}
