import { Link } from 'wouter';

import type { Integration } from '../api/types';
import { LastDelivery } from '../queries/last-delivery';
import { useChannelTitle } from '../queries/use-channels';
import { useIntegrations } from '../queries/use-integrations';
import { Badge } from '../ui/badge';
import { EmptyState } from '../ui/empty-state';
import { ErrorNote } from '../ui/error-note';
import { AddIntegration } from './add-integration';
import { Failures } from './failure-count';

/** The integrations that the user has access to. */
export function IntegrationList() {
  const { data, error, refetch } = useIntegrations();
  return (
    <>
      <div className="mb-4 flex items-center justify-between gap-4">
        <h1 className="text-lg font-semibold">Integrations</h1>
        <AddIntegration />
      </div>
      {error && <ErrorNote title="The integrations could not be loaded" error={error} onRetry={() => void refetch()} />}
      {!error && !data && <p className="text-muted">Loading …</p>}
      {data?.length === 0 && (
        <EmptyState title="No integrations yet">
          Add an integration for each store or seller account. You then get a webhook URL to enter on the channel.
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <ul className="overflow-hidden rounded border border-line bg-surface">
          {data.map((integration) => (
            <li key={integration.id} className="border-t border-line first:border-t-0">
              <Row integration={integration} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Row({ integration }: { integration: Integration }) {
  const { id, channel, account, enabled, role } = integration;
  const titleOf = useChannelTitle();
  return (
    <div className="relative grid gap-x-4 gap-y-0.5 px-4 py-3 hover:bg-sunken sm:grid-cols-[minmax(0,1.2fr)_minmax(0,1.4fr)_6rem_minmax(0,1.4fr)_4rem] sm:items-center">
      <Link
        href={`/integrations/${encodeURIComponent(id)}`}
        className="truncate font-medium -outline-offset-2 after:absolute after:inset-0"
      >
        {id}
      </Link>
      <span className="truncate text-muted">{`${titleOf(channel)} · ${account}`}</span>
      <Badge tone={enabled ? 'good' : 'plain'}>{enabled ? 'Enabled' : 'Disabled'}</Badge>
      <span className="flex flex-wrap gap-x-3 text-muted">
        {/* Above the row's link, so that hovering works. */}
        <span className="relative">
          <LastDelivery integration={integration} />
        </span>
        <Failures integration={integration} />
      </span>
      <span className="text-muted sm:text-right">{role ?? ''}</span>
    </div>
  );
}
