import { useQueries, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';

import { useConnection } from '../../realtime/react';
import type { Latency } from '../api/types';
import { MOST_FAILURES, keys } from '../live/update-caches';
import { useApi } from '../session/session-context';
import { useIntegrations } from '../queries/use-integrations';
import type { ChannelSeries, DayCounted } from './event-minutes';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Statistics are rolled up once a minute. */
const EVERY = { refetchInterval: MINUTE, refetchIntervalInBackground: false } as const;
/** The integrations whose minutes are asked for, one by one; beyond it the chart has what came live. */
const MOST_SERIES = 12;
/** Until something was counted it is asked for more often: on a stack that has just begun. */
const UNTIL_COUNTED = 10_000;
/** After how long a connection that was just made is found. */
const UNTIL_FOUND = 1000;

/** What the last day was like, as far as it was counted. */
export interface Day extends DayCounted {
  /** From receipt until it was handed to the first live client. */
  readonly pushed: Latency;
}

/** The last day's counts and delays, with the counts of its last minutes. */
export function useDay() {
  const api = useApi();
  return useQuery({
    queryKey: ['statistics', 'day'],
    queryFn: async (): Promise<Day> => {
      const from = new Date(Date.now() - HOUR).toISOString();
      // Together, so that both are of the same run.
      const [day, hour] = await Promise.all([api.statistics({}), api.statistics({ from })]);
      const { complete_until: until, total, latency } = day;
      return { until, total, minutes: hour.series, pushed: latency.pushed };
    },
    ...EVERY,
    refetchInterval: ({ state }) => (state.data?.until === null ? UNTIL_COUNTED : MINUTE),
  });
}

/** The last hour by channel, as far as it was counted, and whether all of it was answered. */
export function useHour(): { readonly counted: readonly ChannelSeries[]; readonly isSettled: boolean } {
  const api = useApi();
  const { data: integrations, isPending } = useIntegrations();
  const hour = useQueries({
    queries: (integrations ?? []).slice(0, MOST_SERIES).map(({ id, channel }) => ({
      queryKey: ['statistics', 'hour', id],
      queryFn: async (): Promise<ChannelSeries> => {
        const from = new Date(Date.now() - HOUR).toISOString();
        return { channel, series: (await api.statistics({ integration: id, from })).series };
      },
      retry: false,
      refetchInterval: MINUTE,
    })),
    combine: (results) => ({
      counted: results.flatMap(({ data }) => data ?? []),
      isSettled: results.every((result) => !result.isPending),
    }),
  });
  return { counted: hour.counted, isSettled: !isPending && hour.isSettled };
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
    refetchInterval: ({ state }) => (state.data?.complete_until === null ? UNTIL_COUNTED : MINUTE),
  });
}

/**
 * Who is live; `null` for an answer that leaves this page out, which is one of them. The server finds a new connection a
 * moment later, so it is asked for anew when the page has been live that long.
 */
export function useConnections() {
  const api = useApi();
  const isLive = useConnection().state === 'live';
  const query = useQuery({
    queryKey: ['connections'],
    queryFn: () => api.connections(),
    select: (found) => (isLive && found.connections === 0 ? null : found),
    ...EVERY,
    refetchInterval: ({ state }) => (isLive && state.data?.connections === 0 ? UNTIL_FOUND : MINUTE),
  });
  const { refetch } = query;
  useEffect(() => {
    if (!isLive) return undefined;
    const soon = setTimeout(() => void refetch(), UNTIL_FOUND);
    return () => clearTimeout(soon);
  }, [isLive, refetch]);
  return query;
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
