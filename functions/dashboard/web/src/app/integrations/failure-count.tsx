import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import type { Integration } from '../api/types';
import { useApi } from '../session/session-context';

/** Statistics are rolled up once a minute. */
const EVERY_MS = 60_000;

/** How many webhooks of an integration have failed in the last day, with the way to them; nothing where none has. */
export function Failures({ integration: { id, channel, account } }: { integration: Integration }) {
  const api = useApi();
  const { data: failed } = useQuery({
    queryKey: ['statistics', 'failed', id],
    queryFn: async () => (await api.statistics({ integration: id })).total.failed,
    refetchInterval: EVERY_MS,
  });
  if (failed === undefined || failed === 0) return null;
  return (
    <Link
      href={`/events?${new URLSearchParams({ status: 'failed', channel, shop: account }).toString()}`}
      className="relative text-bad underline"
    >
      {`${failed.toLocaleString()} failed in the last day`}
    </Link>
  );
}
