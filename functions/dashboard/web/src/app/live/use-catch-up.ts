import { useEffect, useRef } from 'react';

import type { LiveClient } from '../../realtime';
import { useLiveClient } from '../../realtime/react';

/**
 * Requests what happened between the response of a list, whose `cursor` this is, and the start of the live connection.
 * That is needed at most once: a list that is loaded later misses nothing. `cursor` is empty while the list is loading.
 */
export function useCatchUp(cursor: string): void {
  const client = useLiveClient();
  /** The client whose summaries continue what was loaded. */
  const joinedClient = useRef<LiveClient | null>(null);
  // Runs directly after the effect that requests the list, before any frame can arrive.
  useEffect(() => {
    if (joinedClient.current === client) return;
    if (cursor !== '') client.catchUp(cursor);
    if (cursor !== '' || client.isResumable) joinedClient.current = client;
  }, [client, cursor]);
}
