import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';

import { LiveClient } from '../../realtime';
import { LiveProvider, useLines, useLiveClient } from '../../realtime/react';
import type { Config } from '../session/config';
import { useSession } from '../session/session-context';
import { RecentContext } from './recent-events-context';
import { Recent } from './recent-events';
import { freshen } from './update-caches';
import { gather } from './batch-summaries';
import { onceDrawn } from './after-paint';
import { ReloadsProvider } from './list-reloads';

/** Makes the live connection of who is signed in, for all pages at once. */
export function LivePage({ config, children }: { config: Config; children: ReactNode }) {
  const session = useSession();
  const [client] = useState(
    () =>
      new LiveClient({
        webSocketUrl: config.websocket_url,
        streamUrl: config.stream_url,
        getToken: (refused) => session.getToken(refused),
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
  const client = useLiveClient();
  // An event is counted at once, all else is done together with what comes in the same moment.
  useLines((lines) => recent.note(lines.events, Date.now()));
  useEffect(
    () =>
      gather(client, (frames) => {
        freshen(queries, frames);
        const events = frames.flatMap((frame) => frame.events);
        onceDrawn(() => recent.drawn(events, Date.now()));
      }),
    [client, queries, recent],
  );
  return <RecentContext value={recent}>{children}</RecentContext>;
}
