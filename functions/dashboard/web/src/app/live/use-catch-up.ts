import { useEffect, useRef } from 'react';

import type { LiveClient } from '../../realtime';
import { useLiveClient } from '../../realtime/react';

/**
 * Has the connection send what came between a list's read, which told the cursor, and its own beginning. Needed once at
 * most: whatever is loaded later misses nothing. `cursor` is empty while the list is asked for.
 */
export function useCatchUp(cursor: string): void {
  const client = useLiveClient();
  /** Whose lines join on to what is loaded. */
  const joined = useRef<LiveClient | null>(null);
  // It runs right after the effect that asks for the list, before anything else can come.
  useEffect(() => {
    if (joined.current === client) return;
    if (cursor !== '') client.catchUp(cursor);
    if (cursor !== '' || client.follows) joined.current = client;
  }, [client, cursor]);
}
