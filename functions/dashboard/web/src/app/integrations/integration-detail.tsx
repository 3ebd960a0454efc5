import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';

import type { Integration } from '../api/types';
import { useApi } from '../session/session-context';
import { NotLoaded } from '../ui/detail-placeholder';
import { ChosenTabs, type Tab } from '../ui/tabs';
import { Access } from './access-tab';
import { ConnectTab } from './connect-tab';
import { CostsTab } from './costs/costs-tab';
import { IntegrationHead } from './integration-header';
import type { PartId } from './integration-path';
import { Secrets } from './secrets-tab';
import { SettingsTab } from './settings-tab';
import { INTEGRATIONS } from '../queries/use-integrations';

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
      {data ? (
        <>
          <IntegrationHead integration={data} />
          <Parts key={id} integration={data} />
        </>
      ) : (
        <NotLoaded what="integration" error={error} onRetry={() => void refetch()}>
          It may have been removed, or you may not see it: an owner can add you.
        </NotLoaded>
      )}
    </>
  );
}

type Part = Tab & { readonly id: PartId };

/** Which part is open stands in the address, so that it is found again after a reload and a sign-in. */
function Parts({ integration }: { integration: Integration }) {
  const [search, setSearch] = useSearchParams();
  return (
    <ChosenTabs
      label="Parts of the integration"
      tabs={partsOf(integration)}
      open={search.get('part') ?? ''}
      onOpen={(part) => setSearch({ part }, { replace: true })}
    />
  );
}

function partsOf(integration: Integration): readonly Part[] {
  const all: readonly Part[] = [
    { id: 'connect', name: 'Connect', content: <ConnectTab integration={integration} /> },
    { id: 'costs', name: 'Fees and costs', content: <CostsTab integration={integration} /> },
  ];
  if (integration.role !== 'owner') return all;
  return [
    ...all,
    { id: 'secrets', name: 'Secrets', content: <Secrets integration={integration} /> },
    { id: 'access', name: 'Access', content: <Access integration={integration} /> },
    { id: 'settings', name: 'Settings', content: <SettingsTab integration={integration} /> },
  ];
}
