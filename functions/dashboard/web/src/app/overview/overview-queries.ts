import { useQueries, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { useConnection } from '../../realtime/react';
import { ApiError } from '../api/api-error';
import { queryKeys } from '../api/query-keys';
import type { Latency } from '../api/types';
import { MAX_FAILURES } from '../live/update-caches';
import { useIntegrations } from '../queries/use-integrations';
import { useApi } from '../session/session-context';
import type { ChannelSeries, DayStatistics } from './event-minutes';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Statistics are updated once a minute. */
const REFETCH = { refetchInterval: MINUTE_MS, refetchIntervalInBackground: false } as const;
/** Minutes are requested per integration; further integrations only have live counts. */
const MAX_INTEGRATION_SERIES = 12;
/** The interval until the first statistics exist, on a stack that has just started. */
const FIRST_STATISTICS_INTERVAL_MS = 10_000;
/** How long the server takes to list a new connection. */
const NEW_CONNECTION_DELAY_MS = 1000;

/** The statistics of the last 24 hours. */
export interface Day extends DayStatistics {
  /** The delay from receipt until the event was sent to the first live client. */
  readonly pushed: Latency;
}

/** The counts and delays of the last 24 hours, with the counts of the last minutes. */
export function useDay() {
  const api = useApi();
  return useQuery({
    queryKey: ['statistics', 'day'],
    queryFn: async (): Promise<Day> => {
      const from = new Date(Date.now() - HOUR_MS).toISOString();
      // Requested together, so that both include the same minutes.
      const [day, hour] = await Promise.all([api.statistics({}), api.statistics({ from })]);
      const { complete_until: until, total, latency } = day;
      return { until, total, minutes: hour.series, pushed: latency.pushed };
    },
    ...REFETCH,
    refetchInterval: ({ state }) => (state.data?.until === null ? FIRST_STATISTICS_INTERVAL_MS : MINUTE_MS),
  });
}

/** The last hour by channel, and whether all requests have finished. */
export function useHour(): { readonly counted: readonly ChannelSeries[]; readonly isSettled: boolean } {
  const api = useApi();
  const { data: integrations, isPending } = useIntegrations();
  const hour = useQueries({
    queries: (integrations ?? []).slice(0, MAX_INTEGRATION_SERIES).map(({ id, channel }) => ({
      queryKey: ['statistics', 'hour', id],
      queryFn: async (): Promise<ChannelSeries> => {
        const from = new Date(Date.now() - HOUR_MS).toISOString();
        return { channel, series: (await api.statistics({ integration: id, from })).series };
      },
      retry: false,
      refetchInterval: MINUTE_MS,
    })),
    combine: (results) => ({
      counted: results.flatMap(({ data }) => data ?? []),
      isSettled: results.every((result) => !result.isPending),
    }),
  });
  return { counted: hour.counted, isSettled: !isPending && hour.isSettled };
}

/** The name of the user's time zone; `null` if the browser does not know it, or names an offset (`+05:30`). */
function nameOfUsersZone(): string | null {
  const name = new Intl.DateTimeFormat().resolvedOptions().timeZone as string | undefined;
  return name !== undefined && /^[A-Za-z]/.test(name) && name !== 'Etc/Unknown' ? name : null;
}

/** The user's present offset from UTC: the API accepts multiples of 15 minutes, which all current time zones are. */
function usersOffset(): number {
  return -Math.round(new Date().getTimezoneOffset() / 15) * 15;
}

/** Today and the six days before, in the user's time zone. */
export function useWeek() {
  const api = useApi();
  return useQuery({
    queryKey: ['statistics', 'orders'],
    queryFn: async () => {
      const name = nameOfUsersZone();
      try {
        if (name !== null) return await api.orderStatistics({ time_zone: name });
      } catch (error) {
        // The browser knows a zone that is newer than the server.
        if (!(error instanceof ApiError && error.status === 400)) throw error;
      }
      return api.orderStatistics({ offset_minutes: usersOffset() });
    },
    ...REFETCH,
    refetchInterval: ({ state }) => (state.data?.complete_until === null ? FIRST_STATISTICS_INTERVAL_MS : MINUTE_MS),
  });
}

/**
 * The number of live connections; `null` for a response that does not include this page's own. The server lists a new
 * connection with a delay, so the query is repeated when the page has been live that long.
 */
export function useConnections() {
  const api = useApi();
  const isLive = useConnection().state === 'live';
  const query = useQuery({
    queryKey: ['connections'],
    queryFn: () => api.connections(),
    select: (counts) => (isLive && counts.connections === 0 ? null : counts),
    ...REFETCH,
    refetchInterval: ({ state }) => (isLive && state.data?.connections === 0 ? NEW_CONNECTION_DELAY_MS : MINUTE_MS),
  });
  const { refetch } = query;
  useEffect(() => {
    if (!isLive) return undefined;
    const timer = setTimeout(() => void refetch(), NEW_CONNECTION_DELAY_MS);
    return () => clearTimeout(timer);
  }, [isLive, refetch]);
  return query;
}

/** The newest failed events. */
export function useFailures() {
  const api = useApi();
  return useQuery({
    queryKey: queryKeys.failures,
    queryFn: async () => (await api.events({ status: 'failed', limit: MAX_FAILURES })).events,
    ...REFETCH,
  });
}
