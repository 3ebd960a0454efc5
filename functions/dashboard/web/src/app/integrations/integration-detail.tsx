import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';

import type { Integration } from '../api/types';
import { INTEGRATIONS_KEY } from '../queries/use-integrations';
import { useApi } from '../session/session-context';
import { DetailPlaceholder } from '../ui/detail-placeholder';
import { ControlledTabs, type Tab } from '../ui/tabs';
import { AccessTab } from './access-tab';
import { ConnectTab } from './connect-tab';
import { CostsTab } from './costs/costs-tab';
import { IntegrationHeader } from './integration-header';
import type { TabId } from './integration-path';
import { SecretsTab } from './secrets-tab';
import { SettingsTab } from './settings-tab';

/** One integration: its setup, costs, secrets, members and settings. */
export function IntegrationDetail({ id }: { id: string }) {
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: [...INTEGRATIONS_KEY, id],
    queryFn: () => api.integration(id),
  });
  return (
    <>
      <Link href="/integrations" className="text-accent underline">
        All integrations
      </Link>
      {data ? (
        <>
          <IntegrationHeader integration={data} />
          <IntegrationTabs key={id} integration={data} />
        </>
      ) : (
        <DetailPlaceholder what="integration" error={error} onRetry={() => void refetch()}>
          It may have been removed, or you may not have access: ask an owner to add you.
        </DetailPlaceholder>
      )}
    </>
  );
}

type IntegrationTab = Tab & { readonly id: TabId };

/** The open tab is part of the URL, so that it survives a reload and a sign-in. */
function IntegrationTabs({ integration }: { integration: Integration }) {
  const [search, setSearch] = useSearchParams();
  return (
    <ControlledTabs
      label="Integration"
      tabs={tabsOf(integration)}
      open={search.get('part') ?? ''}
      onOpen={(part) => setSearch({ part }, { replace: true })}
    />
  );
}

function tabsOf(integration: Integration): readonly IntegrationTab[] {
  const all: readonly IntegrationTab[] = [
    { id: 'connect', name: 'Setup', content: <ConnectTab integration={integration} /> },
    { id: 'costs', name: 'Fees and costs', content: <CostsTab integration={integration} /> },
  ];
  if (integration.role !== 'owner') return all;
  return [
    ...all,
    { id: 'secrets', name: 'Secrets', content: <SecretsTab integration={integration} /> },
    { id: 'access', name: 'Access', content: <AccessTab integration={integration} /> },
    { id: 'settings', name: 'Settings', content: <SettingsTab integration={integration} /> },
  ];
}
