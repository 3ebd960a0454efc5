import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';

import { LiveClient } from '../../realtime';
import { LiveProvider, useLiveClient, useSummaries } from '../../realtime/react';
import type { Config } from '../session/config';
import { useSession } from '../session/session-context';
import { afterPaint } from './after-paint';
import { batchSummaries } from './batch-summaries';
import { ListReloadsProvider } from './list-reloads';
import { RecentEvents } from './recent-events';
import { RecentEventsContext } from './recent-events-context';
import { updateCaches } from './update-caches';

/** Opens the signed-in user's live connection, which all pages share. */
export function LiveConnection({ config, children }: { config: Config; children: ReactNode }) {
  const session = useSession();
  const [client] = useState(
    () =>
      new LiveClient({
        webSocketUrl: config.websocket_url,
        streamUrl: config.stream_url,
        getToken: (rejected) => session.getToken(rejected),
      }),
  );
  return (
    <LiveProvider client={client}>
      <ListReloadsProvider>
        <LiveBridge>{children}</LiveBridge>
      </ListReloadsProvider>
    </LiveProvider>
  );
}

/** Passes live summaries to the query cache and to the event counts. */
function LiveBridge({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const [recent] = useState(() => new RecentEvents(Date.now()));
  const client = useLiveClient();
  // Counting is cheap and happens at once; everything that renders is batched.
  useSummaries((summaries) => recent.addLive(summaries.events, Date.now()));
  useEffect(
    () =>
      batchSummaries(client, (batch) => {
        updateCaches(queryClient, batch);
        const events = batch.flatMap((summaries) => summaries.events);
        afterPaint(() => recent.recordPainted(events, Date.now()));
      }),
    [client, queryClient, recent],
  );
  return <RecentEventsContext value={recent}>{children}</RecentEventsContext>;
}
