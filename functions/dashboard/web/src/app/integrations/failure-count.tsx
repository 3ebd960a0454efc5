import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import type { Integration } from '../api/types';
import { useApi } from '../session/session-context';

/** Statistics are updated once a minute. */
const REFRESH_INTERVAL_MS = 60_000;

/** How many events of an integration failed in the last 24 hours, as a link to them; nothing if there are none. */
export function Failures({ integration: { id, channel, account } }: { integration: Integration }) {
  const api = useApi();
  const { data: failed } = useQuery({
    queryKey: ['statistics', 'failed', id],
    queryFn: async () => (await api.statistics({ integration: id })).total.failed,
    refetchInterval: REFRESH_INTERVAL_MS,
  });
  if (failed === undefined || failed === 0) return null;
  return (
    <Link
      href={`/events?${new URLSearchParams({ status: 'failed', channel, shop: account }).toString()}`}
      className="relative text-bad underline"
    >
      {`${failed.toLocaleString()} failed in the last 24 hours`}
    </Link>
  );
}
