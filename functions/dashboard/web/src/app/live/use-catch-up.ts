import { useEffect, useRef } from 'react';

import type { LiveClient } from '../../realtime';
import { useLiveClient } from '../../realtime/react';

/**
 * Requests the changes between the response of a list and the start of the live connection. `cursor` is part of that
 * response, and empty while the list is loading. This is needed at most once: a list that is loaded later misses
 * nothing.
 */
export function useCatchUp(cursor: string): void {
  const client = useLiveClient();
  /** The client whose live summaries continue the loaded list without a gap. */
  const joinedClient = useRef<LiveClient | null>(null);
  // Runs directly after the effect that requests the list, before any frame can arrive.
  useEffect(() => {
    if (joinedClient.current === client) return;
    if (cursor !== '') client.catchUp(cursor);
    if (cursor !== '' || client.isResumable) joinedClient.current = client;
  }, [client, cursor]);
}
