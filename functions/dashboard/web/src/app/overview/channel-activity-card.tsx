import { useQueries } from '@tanstack/react-query';
import { Link } from 'wouter';

import { queryKeys } from '../api/query-keys';
import type { Integration, LastEvent } from '../api/types';
import type { Tone } from '../format/status';
import { ChannelTitle } from '../queries/channel-title';
import { LastDelivery } from '../queries/last-delivery';
import { useIntegrations } from '../queries/use-integrations';
import { useApi } from '../session/session-context';
import { Badge } from '../ui/badge';
import { Card } from '../ui/card';
import { ErrorNote } from '../ui/error-note';
import { useNow } from '../ui/use-now';
import { type ChannelActivity, activityOf, inactiveFirst } from './channel-activity';

const MINUTE_MS = 60_000;
const MAX_ROWS = 20;

const LABELS: Readonly<Record<ChannelActivity, readonly [tone: Tone, text: string]>> = {
  inactive: ['warn', 'Inactive'],
  receiving: ['good', 'Receiving'],
  // Not a warning: its setup may not be finished.
  never: ['plain', 'Not started'],
};

/** When each channel last sent a webhook; inactive channels come first. */
export function ChannelActivityCard() {
  const { data, error, refetch } = useIntegrations();
  const now = useNow(MINUTE_MS);
  const enabled = (data ?? []).filter((integration) => integration.enabled);
  // The last event of each is loaded, since any of them may be inactive.
  const channels = inactiveFirst(useLastEvents(enabled), now);
  const inactiveCount = channels.filter(({ last }) => activityOf(last, now) === 'inactive').length;
  return (
    <Card
      title="Integrations"
      aside={
        <span className="flex gap-4">
          {inactiveCount > 0 && <span className="text-warn">{`${inactiveCount} inactive for 24 hours or more`}</span>}
          <Link href="/integrations" className="text-accent underline">
            All integrations
          </Link>
        </span>
      }
    >
      {error && <ErrorNote title="The integrations could not be loaded" error={error} onRetry={() => void refetch()} />}
      {data && enabled.length === 0 && (
        <p className="text-muted">
          No integration is enabled. Add or enable one under Integrations to see its events and orders here.
        </p>
      )}
      <ul>
        {channels.slice(0, MAX_ROWS).map(({ integration, last }) => (
          <Row key={integration.id} integration={integration} activity={activityOf(last, now)} />
        ))}
      </ul>
      {channels.length > MAX_ROWS && (
        <p className="mt-1.5 text-muted">{`and ${(channels.length - MAX_ROWS).toLocaleString()} more`}</p>
      )}
    </Card>
  );
}

function useLastEvents(integrations: readonly Integration[]) {
  const api = useApi();
  const results = useQueries({
    queries: integrations.map(({ id }) => ({
      queryKey: queryKeys.lastEvent(id),
      queryFn: async (): Promise<LastEvent | null> =>
        (await api.events({ integration: id, limit: 1 })).events[0] ?? null,
    })),
  });
  return integrations.map((integration, index) => ({ integration, last: results[index]?.data }));
}

function Row({ integration, activity }: { integration: Integration; activity: ChannelActivity | undefined }) {
  return (
    <li className="flex items-center gap-3 border-t border-line py-1.5 first:border-t-0">
      <Link
        href={`/integrations/${encodeURIComponent(integration.id)}`}
        className="min-w-0 flex-1 truncate rounded hover:underline"
      >
        <ChannelTitle channel={integration.channel} /> <span className="text-muted">{integration.id}</span>
      </Link>
      <span className="text-muted">
        <LastDelivery integration={integration} />
      </span>
      {activity && <Badge tone={LABELS[activity][0]}>{LABELS[activity][1]}</Badge>}
    </li>
  );
}
