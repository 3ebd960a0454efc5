import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { Tooltip } from 'radix-ui';

import { LivePage } from './live/live-connection';
import { queries } from './queries/query-client';
import { loadConfig } from './session/config';
import { SignIn } from './session/sign-in';
import { preload } from './shell/pages';
import { Shell } from './shell/shell';
import { Empty } from './ui/empty-state';
import { ErrorNote } from './ui/error-note';
import { Wait } from './ui/loading-page';

/** The page around all pages: its settings, who is signed in, and the live connection. */
export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Configured />
    </QueryClientProvider>
  );
}

/** The settings, and meanwhile the page that is wanted. */
async function begin() {
  const [config] = await Promise.all([loadConfig(), preload(location.pathname)]);
  return config;
}

function Configured() {
  const { data: config, error, refetch } = useQuery({ queryKey: ['config'], queryFn: begin });
  if (error) {
    return (
      <main className="mx-auto max-w-md p-6">
        <ErrorNote title="Storebell cannot be reached" error={error} onRetry={() => void refetch()} />
      </main>
    );
  }
  if (!config) return <Wait>Loading …</Wait>;
  if (config.client_id === null) {
    return (
      <main>
        <Empty heading title="Nobody can sign in here">
          This stack has no client for the page at its issuer. The API works without it.
        </Empty>
      </main>
    );
  }
  return (
    <SignIn config={config} clientId={config.client_id}>
      <LivePage config={config}>
        <Tooltip.Provider delayDuration={300}>
          <Shell />
        </Tooltip.Provider>
      </LivePage>
    </SignIn>
  );
}
