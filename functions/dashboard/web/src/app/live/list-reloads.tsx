import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, createContext, use, useCallback, useEffect, useMemo, useState } from 'react';

import { Observable } from '../../realtime/observable';
import { useLiveClient } from '../../realtime/react';
import { reloadWhenStale } from './reload-when-stale';

/** Reloads all lists of the page. */
export interface ListReloads {
  /** How often the lists were reloaded. */
  readonly count: number;
  readonly reload: () => void;
  /** The number of lists in which the user would lose their position. */
  readonly blockers: Observable<number>;
}

const ListReloadsContext = createContext<ListReloads>({
  count: 0,
  reload: () => undefined,
  blockers: new Observable(0),
});

export function ListReloadsProvider({ children }: { children: ReactNode }) {
  const [count, setCount] = useState(0);
  const [blockers] = useState(() => new Observable(0));
  const client = useLiveClient();
  const queryClient = useQueryClient();
  const reload = useCallback(() => {
    setCount((before) => before + 1);
    void queryClient.invalidateQueries();
    client.listsReloaded();
  }, [client, queryClient]);
  useEffect(() => reloadWhenStale(client, blockers, reload), [client, blockers, reload]);
  const reloads = useMemo(() => ({ count, reload, blockers }), [count, reload, blockers]);
  return <ListReloadsContext value={reloads}>{children}</ListReloadsContext>;
}

export function useListReloads(): ListReloads {
  return use(ListReloadsContext);
}

/** Prevents an automatic reload while `isBlocked`, because the user would lose their position in a list. */
export function usePreventReload(isBlocked: boolean): void {
  const { blockers } = useListReloads();
  useEffect(() => {
    if (!isBlocked) return undefined;
    blockers.set(blockers.get() + 1);
    return () => blockers.set(blockers.get() - 1);
  }, [isBlocked, blockers]);
}
