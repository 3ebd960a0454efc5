import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

import type { Summaries } from '../client';
import type { Observable } from '../observable';
import type { EventSummary, OrderSummary } from '../protocol/types';
import type { ConnectionStatus } from '../status';
import { useLiveClient } from './context';

/** The newest live events, newest first. */
export function useEvents(): readonly EventSummary[] {
  return useObservable(useLiveClient().events);
}

/** The most recently changed orders, last change first. */
export function useOrders(): readonly OrderSummary[] {
  return useObservable(useLiveClient().orders);
}

export function useConnection(): ConnectionStatus {
  return useObservable(useLiveClient().status);
}

/** Calls `listener` with all summaries that are new or have a newer revision; does not render. */
export function useSummaries(listener: (summaries: Summaries) => void): void {
  const client = useLiveClient();
  const onSummaries = useEffectEvent(listener);
  useEffect(() => client.onSummaries((summaries) => onSummaries(summaries)), [client]);
}

/** The current value of an observable. */
export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.get, observable.get);
}
