import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, createContext, use, useCallback, useEffect, useMemo, useState } from 'react';

import { Observable } from '../../realtime/observable';
import { useLiveClient } from '../../realtime/react';
import { reloadWhenStale } from './reload-when-stale';

/** How often all lists were loaded anew, and how to do it once more. */
export interface Reloads {
  readonly count: number;
  readonly reload: () => void;
  /** How many places there are that would be lost by it. */
  readonly places: Observable<number>;
}

const ReloadsContext = createContext<Reloads>({ count: 0, reload: () => undefined, places: new Observable(0) });

/** Lets what stands above all lists have them loaded anew. */
export function ReloadsProvider({ children }: { children: ReactNode }) {
  const [count, setCount] = useState(0);
  const [places] = useState(() => new Observable(0));
  const client = useLiveClient();
  const queries = useQueryClient();
  const reload = useCallback(() => {
    setCount((before) => before + 1);
    void queries.invalidateQueries();
    client.reloaded();
  }, [client, queries]);
  useEffect(() => reloadWhenStale(client, places, reload), [client, places, reload]);
  const reloads = useMemo(() => ({ count, reload, places }), [count, reload, places]);
  return <ReloadsContext value={reloads}>{children}</ReloadsContext>;
}

/** How lists are loaded anew. */
export function useReloads(): Reloads {
  return use(ReloadsContext);
}

/** Says that somebody is at a place in a list, which loading it anew would lose. */
export function usePlace(held: boolean): void {
  const { places } = useReloads();
  useEffect(() => {
    if (!held) return undefined;
    places.set(places.get() + 1);
    return () => places.set(places.get() - 1);
  }, [held, places]);
}
