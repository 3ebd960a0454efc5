import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { Tooltip } from 'radix-ui';

import { LiveConnection } from './live/live-connection';
import { queryClient } from './queries/query-client';
import { loadConfig } from './session/config';
import { SignIn } from './session/sign-in';
import { preload } from './shell/pages';
import { Shell } from './shell/shell';
import { EmptyState } from './ui/empty-state';
import { ErrorNote } from './ui/error-note';
import { LoadingPage } from './ui/loading-page';

/** The root: loads the configuration, requires a sign-in, and opens the live connection. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Configured />
    </QueryClientProvider>
  );
}

/** Loads the configuration and, in parallel, the code of the requested page. */
async function loadConfigAndPage() {
  const [config] = await Promise.all([loadConfig(), preload(location.pathname)]);
  return config;
}

function Configured() {
  const { data: config, error, refetch } = useQuery({ queryKey: ['config'], queryFn: loadConfigAndPage });
  if (error) {
    return (
      <main className="mx-auto max-w-md p-6">
        <ErrorNote title="Storebell cannot be reached" error={error} onRetry={() => void refetch()} />
      </main>
    );
  }
  if (!config) return <LoadingPage>Loading …</LoadingPage>;
  if (config.client_id === null) {
    return (
      <main>
        <EmptyState heading title="Sign-in is not configured">
          No OpenID Connect client is configured for the dashboard. The API works without one.
        </EmptyState>
      </main>
    );
  }
  return (
    <SignIn config={config} clientId={config.client_id}>
      <LiveConnection config={config}>
        <Tooltip.Provider delayDuration={300}>
          <Shell />
        </Tooltip.Provider>
      </LiveConnection>
    </SignIn>
  );
}
