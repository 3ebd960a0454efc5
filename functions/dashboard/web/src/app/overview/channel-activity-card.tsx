import { useQueries } from '@tanstack/react-query';
import { Link } from 'wouter';

import type { Integration, LastEvent } from '../api/types';
import { channelName } from '../channels/channel-names';
import { LastDelivery } from '../queries/last-delivery';
import { useIntegrations } from '../queries/use-integrations';
import { keys } from '../live/update-caches';
import { useApi } from '../session/session-context';
import { Badge, type Tone } from '../ui/badge';
import { Card } from '../ui/card';
import { ErrorNote } from '../ui/error-note';
import { useNow } from '../ui/use-now';
import { type Hearing, hearingOf, silentFirst } from './channel-activity';

const MINUTE = 60_000;
/** No more rows than these. */
const SHOWN = 20;

const SAID: Readonly<Record<Hearing, readonly [tone: Tone, word: string]>> = {
  silent: ['warn', 'Silent'],
  heard: ['good', 'Heard'],
  // It has not gone silent: it has not begun.
  never: ['plain', 'Not yet'],
};

/** When each channel was heard of last; those that have gone silent come first. */
export function Silent() {
  const { data, error, refetch } = useIntegrations();
  const now = useNow(MINUTE);
  const enabled = (data ?? []).filter((integration) => integration.enabled);
  // All are asked for their last event: any of them may have gone silent.
  const heard = silentFirst(useLastEvents(enabled), now);
  const silent = heard.filter(({ last }) => hearingOf(last, now) === 'silent').length;
  return (
    <Card
      title="Channels"
      aside={
        <span className="flex gap-4">
          {silent > 0 && <span className="text-warn">{`${silent} silent for a day or more`}</span>}
          <Link href="/integrations" className="text-accent underline">
            All integrations
          </Link>
        </span>
      }
    >
      {error && <ErrorNote title="Channels could not be loaded" error={error} onRetry={() => void refetch()} />}
      {data && enabled.length === 0 && (
        <p className="text-muted">
          No channel is connected. Add one at Integrations to see its events and orders here.
        </p>
      )}
      <ul>
        {heard.slice(0, SHOWN).map(({ integration, last }) => (
          <Row key={integration.id} integration={integration} hearing={hearingOf(last, now)} />
        ))}
      </ul>
      {heard.length > SHOWN && (
        <p className="mt-1.5 text-muted">{`and ${(heard.length - SHOWN).toLocaleString()} more`}</p>
      )}
    </Card>
  );
}

function useLastEvents(integrations: readonly Integration[]) {
  const api = useApi();
  const results = useQueries({
    queries: integrations.map(({ id }) => ({
      queryKey: keys.lastEvent(id),
      queryFn: async (): Promise<LastEvent | null> =>
        (await api.events({ integration: id, limit: 1 })).events[0] ?? null,
    })),
  });
  return integrations.map((integration, place) => ({ integration, last: results[place]?.data }));
}

function Row({ integration, hearing }: { integration: Integration; hearing: Hearing | undefined }) {
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
      {hearing && <Badge tone={SAID[hearing][0]}>{SAID[hearing][1]}</Badge>}
    </li>
  );
}
