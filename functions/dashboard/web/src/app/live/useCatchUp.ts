import { useEffect, useState } from 'react';

import { useLiveClient } from '../../realtime/react';

/** Has the connection send what came between a list's read, which told the cursor, and its own beginning. */
export function useCatchUp(cursor: string): void {
  const client = useLiveClient();
  const [askedLive] = useState(() => client.status.get().state === 'live');
  useEffect(() => {
    if (!askedLive && cursor !== '') client.catchUp(cursor);
  }, [client, cursor, askedLive]);
}
