import { Link } from 'wouter';

import type { Integration, LastEvent } from '../api/types';
import { channelName } from '../format/channel';
import { LastDelivery, useLastEvent } from '../integrations/LastDelivery';
import { useIntegrations } from '../integrations/useIntegrations';
import { Badge } from '../ui/Badge';
import { Card } from '../ui/Card';
import { ErrorNote } from '../ui/ErrorNote';
import { useNow } from '../ui/now';

/** After how long without a webhook a channel counts as silent. */
const SILENT_MS = 24 * 60 * 60 * 1000;
const MINUTE = 60_000;
/** Each is asked for its last event: no more than these. */
const SHOWN = 20;

/** When each channel was heard of last; those that have gone silent are named so. */
export function Silent() {
  const { data, error, refetch } = useIntegrations();
  const enabled = data?.filter((integration) => integration.enabled) ?? [];
  return (
    <Card
      title="Channels"
      aside={
        <Link href="/integrations" className="text-accent underline">
          All integrations
        </Link>
      }
    >
      {error && <ErrorNote title="Channels could not be loaded" error={error} onRetry={() => void refetch()} />}
      {data && enabled.length === 0 && (
        <p className="text-muted">
          No channel is connected. Add one at Integrations to see its events and orders here.
        </p>
      )}
      <ul>
        {enabled.slice(0, SHOWN).map((integration) => (
          <Row key={integration.id} integration={integration} />
        ))}
      </ul>
    </Card>
  );
}

function Row({ integration }: { integration: Integration }) {
  const last = useLastEvent(integration);
  return (
    <li className="flex items-center gap-3 border-t border-line py-1.5 first:border-t-0">
      <Link
        href={`/integrations/${encodeURIComponent(integration.id)}`}
        className="min-w-0 flex-1 truncate rounded hover:underline"
      >
        {channelName(integration.channel)} <span className="text-muted">{integration.id}</span>
      </Link>
      <span className="text-muted">
        <LastDelivery integration={integration} />
      </span>
      {last !== undefined && <Heard last={last} />}
    </li>
  );
}

function Heard({ last }: { last: LastEvent | null }) {
  const now = useNow(MINUTE);
  // It has not gone silent: it has not begun.
  if (last === null) return <Badge tone="plain">Not yet</Badge>;
  const silent = now - Date.parse(last.received_at) > SILENT_MS;
  return <Badge tone={silent ? 'warn' : 'good'}>{silent ? 'Silent' : 'Heard'}</Badge>;
}
