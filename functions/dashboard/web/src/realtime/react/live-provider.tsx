import { type ReactNode, useEffect } from 'react';

import type { LiveClient } from '../client';
import { LiveContext } from './context';

/** Provides the client to its children, and keeps it connected while it is mounted. */
export function LiveProvider({ client, children }: { client: LiveClient; children: ReactNode }) {
  useEffect(() => {
    client.connect();
    return () => client.disconnect();
  }, [client]);
  return <LiveContext value={client}>{children}</LiveContext>;
}
