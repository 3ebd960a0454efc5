import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

import type { Lines } from '../client';
import type { Observable } from '../observable';
import type { Status } from '../status';
import type { EventLine, OrderLine } from '../protocol/types';
import { useLiveClient } from './context';

/** The newest events that came live, the newest first. */
export function useEvents(): readonly EventLine[] {
  return useObservable(useLiveClient().events);
}

/** The orders that changed last, the last change first. */
export function useOrders(): readonly OrderLine[] {
  return useObservable(useLiveClient().orders);
}

/** How it stands with being live. */
export function useConnection(): Status {
  return useObservable(useLiveClient().status);
}

/** Calls it with all lines that are new or newer; draws nothing. */
export function useLines(listener: (lines: Lines) => void): void {
  const client = useLiveClient();
  const onLines = useEffectEvent(listener);
  useEffect(() => client.onLines((lines) => onLines(lines)), [client]);
}

/** A value that tells when it is another one, as it is now. */
export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.get, observable.get);
}
