import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { useConnection, useLines } from '../../realtime/react';
import type { EventLine } from '../api/types';
import { useApi } from '../session/session-context';

/** How often it is asked for by who is not live. */
const EVERY_MS = 1000;
/** The newest events among which it is looked for. */
const NEWEST = 20;

/** An event that was sent to an integration, once it is there: it comes live, or is asked for where nothing comes live. */
export function useArrival(integration: string, sent: string | undefined): EventLine | null {
  const api = useApi();
  const isLive = useConnection().state === 'live';
  // It may come before it is known which one was sent.
  const [newest, setNewest] = useState<readonly EventLine[]>([]);
  useLines(({ events }) => {
    const mine = events.filter((event) => event.integration === integration);
    if (mine.length > 0) setNewest((before) => [...mine, ...before].slice(0, NEWEST));
  });
  const live = newest.find(({ id }) => id === sent) ?? null;
  const { data: asked } = useQuery({
    queryKey: ['arrival', integration, sent],
    queryFn: async () => {
      const { events } = await api.events({ integration, limit: NEWEST });
      return events.find(({ id }) => id === sent) ?? null;
    },
    enabled: sent !== undefined && live === null && !isLive,
    refetchInterval: ({ state }) => (state.data ? false : EVERY_MS),
  });
  return live ?? asked ?? null;
}
