import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, createContext, use, useCallback, useEffect, useMemo, useState } from 'react';

import { useLiveClient } from '../../realtime/react';
import { reloadOnLateChange } from './late_change';

/** How often all lists were loaded anew, and how to do it once more. */
export interface Reloads {
  readonly count: number;
  readonly reload: () => void;
}

const ReloadsContext = createContext<Reloads>({ count: 0, reload: () => undefined });

/** Lets what stands above all lists have them loaded anew. */
export function ReloadsProvider({ children }: { children: ReactNode }) {
  const [count, setCount] = useState(0);
  const client = useLiveClient();
  const queries = useQueryClient();
  const reload = useCallback(() => {
    setCount((before) => before + 1);
    void queries.invalidateQueries();
    client.reloaded();
  }, [client, queries]);
  useEffect(() => reloadOnLateChange(client, reload), [client, reload]);
  const reloads = useMemo(() => ({ count, reload }), [count, reload]);
  return <ReloadsContext value={reloads}>{children}</ReloadsContext>;
}

/** How lists are loaded anew. */
export function useReloads(): Reloads {
  return use(ReloadsContext);
}
