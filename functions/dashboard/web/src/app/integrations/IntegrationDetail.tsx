import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import type { Integration } from '../api/types';
import { channelName } from '../format/channel';
import { useApi } from '../session/context';
import { Badge } from '../ui/Badge';
import { ErrorNote } from '../ui/ErrorNote';
import { Tabs } from '../ui/Tabs';
import { Access } from './Access';
import { ConnectTab } from './ConnectTab';
import { CostsTab } from './costs/CostsTab';
import { LastDelivery } from './LastDelivery';
import { Secrets } from './Secrets';
import { SettingsTab } from './SettingsTab';
import { INTEGRATIONS } from './useIntegrations';

/** One integration: how it is connected, who may see it, what its sales cost. */
export function IntegrationDetail({ id }: { id: string }) {
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: [...INTEGRATIONS, id],
    queryFn: () => api.integration(id),
  });
  return (
    <>
      <Link href="/integrations" className="text-accent underline">
        All integrations
      </Link>
      {error && !data && (
        <div className="mt-4">
          <ErrorNote title="The integration could not be loaded" error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {!error && !data && <p className="mt-4 text-muted">Loading …</p>}
      {data && <Parts integration={data} />}
    </>
  );
}

function Parts({ integration }: { integration: Integration }) {
  const { id, channel, account, enabled, role } = integration;
  const owner = role === 'owner';
  const tabs = [
    { name: 'Connect', content: <ConnectTab integration={integration} /> },
    { name: 'Fees and costs', content: <CostsTab integration={integration} /> },
    ...(owner ? [{ name: 'Secrets', content: <Secrets integration={integration} /> }] : []),
    ...(owner ? [{ name: 'Access', content: <Access integration={integration} /> }] : []),
    ...(owner ? [{ name: 'Settings', content: <SettingsTab integration={integration} /> }] : []),
  ];
  return (
    <>
      <div className="mt-2 mb-4 flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1 className="text-lg font-semibold break-all">{id}</h1>
        <Badge tone={enabled ? 'good' : 'plain'}>{enabled ? 'Enabled' : 'Disabled'}</Badge>
        <span className="text-muted">{`${channelName(channel)} · ${account}`}</span>
        <span className="text-muted">
          <LastDelivery integration={integration} />
        </span>
        <Failures integration={integration} />
      </div>
      <Tabs label="Parts of the integration" tabs={tabs} />
    </>
  );
}

function Failures({ integration: { failed_last_day: failed, channel, account } }: { integration: Integration }) {
  if (failed === undefined || failed === 0) return null;
  return (
    <Link
      href={`/events?${new URLSearchParams({ status: 'failed', channel, shop: account }).toString()}`}
      className="text-bad underline"
    >
      {`${failed.toLocaleString()} failed in the last day`}
    </Link>
  );
}
