import { useQueries, useQuery } from '@tanstack/react-query';

import { MOST_FAILURES, keys } from '../live/freshen';
import { useApi } from '../session/context';
import { useIntegrations } from '../integrations/useIntegrations';
import type { ChannelSeries } from './minutes';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Statistics are rolled up once a minute. */
const EVERY = { refetchInterval: MINUTE, refetchIntervalInBackground: false } as const;
/** The integrations whose minutes are asked for, one by one; beyond it the chart has what came live. */
const MOST_SERIES = 12;

/** The last day's counts and delays. */
export function useDay() {
  const api = useApi();
  return useQuery({ queryKey: ['statistics', 'day'], queryFn: () => api.statistics({}), ...EVERY });
}

/** The last hour by channel, as far as it was counted. */
export function useHour(): readonly ChannelSeries[] {
  const api = useApi();
  const { data: integrations } = useIntegrations();
  return useQueries({
    queries: (integrations ?? []).slice(0, MOST_SERIES).map(({ id, channel }) => ({
      queryKey: ['statistics', 'hour', id],
      queryFn: async (): Promise<ChannelSeries> => {
        const from = new Date(Date.now() - HOUR).toISOString();
        return { channel, series: (await api.statistics({ integration: id, from })).series };
      },
      // What is newer comes live.
      refetchInterval: 5 * MINUTE,
      retry: false,
    })),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
}

/** Today and the six days before, in the viewer's zone. */
export function useWeek() {
  const api = useApi();
  return useQuery({
    queryKey: ['statistics', 'orders'],
    queryFn: () => {
      const now = Date.now();
      // The API takes quarters of an hour, which all zones of today are made of.
      const offset = -Math.round(new Date(now).getTimezoneOffset() / 15) * 15;
      return api.orderStatistics({
        from: new Date(now - 6 * DAY).toISOString(),
        to: new Date(now).toISOString(),
        offset_minutes: offset,
      });
    },
    ...EVERY,
  });
}

/** Who is live. */
export function useConnections() {
  const api = useApi();
  return useQuery({ queryKey: ['connections'], queryFn: () => api.connections(), ...EVERY });
}

/** The newest failures. */
export function useFailures() {
  const api = useApi();
  return useQuery({
    queryKey: keys.failures,
    queryFn: async () => (await api.events({ status: 'failed', limit: MOST_FAILURES })).events,
    ...EVERY,
  });
}
