import { useCallback, useEffect, useEffectEvent, useMemo, useReducer } from 'react';

import type { EventSummary, OrderSummary, Summaries } from '../../realtime';
import { useLiveClient } from '../../realtime/react';
import { batchSummaries } from './batch-summaries';
import { usePreventReload } from './list-reloads';
import {
  EMPTY_STATE,
  type ListContext,
  type ListKind,
  type LiveListState,
  addIncoming,
  releaseWaiting,
  visibleRows,
} from './live-list';

type Summary = EventSummary | OrderSummary;

export interface LiveListOptions<T extends Summary> extends ListContext<T> {
  /** Selects the rows that belong to the list. */
  readonly pick: (summaries: Summaries) => readonly T[];
  /** A different key resets the list. */
  readonly listKey: string;
}

interface KeyedState<T> {
  readonly listKey: string;
  readonly state: LiveListState<T>;
}

type Action<T> = { readonly listKey: string } & (
  | { readonly type: 'add'; readonly incoming: readonly T[]; readonly context: ListContext<T> }
  | { readonly type: 'release'; readonly kind: ListKind<T>; readonly maxRows: number }
  | { readonly type: 'close-gap' }
);

function reduce<T extends Summary>(before: KeyedState<T>, action: Action<T>): KeyedState<T> {
  const { listKey } = action;
  const state = before.listKey === listKey ? before.state : EMPTY_STATE;
  if (action.type === 'add') return { listKey, state: addIncoming(state, action.incoming, action.context) };
  if (action.type === 'release') return { listKey, state: releaseWaiting(state, action.kind, action.maxRows) };
  return { listKey, state: { ...state, hasGap: false } };
}

/** The rows of a list: its pages, combined with what arrives live. */
export function useLiveList<T extends Summary>(options: LiveListOptions<T>) {
  const { kind, pages, extra, isPaused, maxRows, listKey, isComplete, pick } = options;
  const [keyed, dispatch] = useReducer<KeyedState<T>, [Action<T>]>(reduce, { listKey, state: EMPTY_STATE });
  const state: LiveListState<T> = keyed.listKey === listKey ? keyed.state : EMPTY_STATE;
  const client = useLiveClient();
  usePreventReload(isPaused);
  const onBatch = useEffectEvent((batch: readonly Summaries[]) => {
    const incoming = batch.flatMap(pick);
    if (incoming.length === 0) return;
    const context = { kind, pages, extra, isComplete, isPaused, maxRows };
    dispatch({ type: 'add', listKey, incoming, context });
  });
  useEffect(() => batchSummaries(client, (batch) => onBatch(batch)), [client]);
  const loaded = pages.length > 0 || isComplete ? `${listKey} ${pages.length}` : null;
  useEffect(() => {
    // Lists are read from an index that may be a second behind, and loading a page takes time: what arrived meanwhile
    // may be missing in the page, and is not sent again.
    if (loaded !== null) onBatch([{ events: client.events.get(), orders: client.orders.get() }]);
  }, [client, loaded]);

  const release = useCallback(() => dispatch({ type: 'release', listKey, kind, maxRows }), [listKey, kind, maxRows]);
  const closeGap = useCallback(() => dispatch({ type: 'close-gap', listKey }), [listKey]);
  useEffect(() => {
    if (!isPaused) release();
  }, [isPaused, release]);
  const rows = useMemo(() => visibleRows(state, pages, extra, kind), [state, pages, extra, kind]);
  return { rows, state, release, closeGap };
}
