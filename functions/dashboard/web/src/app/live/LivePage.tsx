import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';

import { LiveClient } from '../../realtime';
import { LiveProvider, useLines } from '../../realtime/react';
import type { Config } from '../session/config';
import { useSession } from '../session/context';
import { RecentContext } from './context';
import { Recent } from './recent';
import { freshen } from './freshen';
import { ReloadsProvider } from './reloads';

/** Makes the live connection of who is signed in, for all pages at once. */
export function LivePage({ config, children }: { config: Config; children: ReactNode }) {
  const session = useSession();
  const [client] = useState(
    () =>
      new LiveClient({
        webSocketUrl: config.websocket_url,
        streamUrl: config.stream_url,
        getToken: () => session.getToken(),
      }),
  );
  return (
    <LiveProvider client={client}>
      <ReloadsProvider>
        <Fed>{children}</Fed>
      </ReloadsProvider>
    </LiveProvider>
  );
}

/** Feeds what is live to what all pages share. */
function Fed({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [recent] = useState(() => new Recent(Date.now()));
  useLines((lines) => {
    recent.note(lines.events, Date.now());
    freshen(queries, lines);
  });
  return <RecentContext value={recent}>{children}</RecentContext>;
}
