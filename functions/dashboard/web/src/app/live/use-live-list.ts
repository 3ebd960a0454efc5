import { useCallback, useEffect, useEffectEvent, useMemo, useReducer } from 'react';

import type { EventLine, Lines, OrderLine } from '../../realtime';
import { useLiveClient } from '../../realtime/react';
import { gather } from './batch-summaries';
import { type Kind, type LiveLines, NO_LINES, type Taking, released, rowsOf, taken } from './live-list';
import { usePlace } from './list-reloads';

type Line = EventLine | OrderLine;

/** What a list is made of. */
export interface LiveListOptions<T extends Line> {
  readonly kind: Kind<T>;
  /** The lines that the list wants. */
  readonly pick: (lines: Lines) => readonly T[];
  readonly pages: readonly T[];
  /** What is shown besides, wherever it stands. */
  readonly extra: readonly T[];
  readonly whole: boolean;
  readonly held: boolean;
  readonly most: number;
  /** Another one begins anew. */
  readonly listKey: string;
}

interface Held<T> {
  readonly of: string;
  readonly lines: LiveLines<T>;
}

type Action<T> = { readonly of: string } & (
  | { readonly do: 'take'; readonly coming: readonly T[]; readonly by: Taking<T> }
  | { readonly do: 'release'; readonly kind: Kind<T>; readonly most: number }
  | { readonly do: 'adjoin' }
);

function reduced<T extends Line>(held: Held<T>, action: Action<T>): Held<T> {
  const lines = held.of === action.of ? held.lines : NO_LINES;
  if (action.do === 'take') return { of: action.of, lines: taken(lines, action.coming, action.by) };
  if (action.do === 'release') return { of: action.of, lines: released(lines, action.kind, action.most) };
  return { of: action.of, lines: { ...lines, gap: false } };
}

/** The rows of a list: its pages, and what comes live on top of them. */
export function useLiveList<T extends Line>(options: LiveListOptions<T>) {
  const { kind, pages, extra, held, most, listKey, whole, pick } = options;
  const [state, dispatch] = useReducer<Held<T>, [Action<T>]>(reduced, { of: listKey, lines: NO_LINES });
  const lines: LiveLines<T> = state.of === listKey ? state.lines : NO_LINES;
  const client = useLiveClient();
  usePlace(held);
  const onFrames = useEffectEvent((frames: readonly Lines[]) => {
    const coming = frames.flatMap(pick);
    if (coming.length === 0) return;
    dispatch({ do: 'take', of: listKey, coming, by: { kind, pages, extra, whole, held, most } });
  });
  useEffect(() => gather(client, (frames) => onFrames(frames)), [client]);
  const loaded = pages.length > 0 || whole ? `${listKey} ${pages.length}` : null;
  useEffect(() => {
    // Lists are read from an index that may be a second behind, and a page takes its time: what came meanwhile need not be in
    // it, nor comes again.
    if (loaded !== null) onFrames([{ events: client.events.get(), orders: client.orders.get() }]);
  }, [client, loaded]);

  const release = useCallback(() => dispatch({ do: 'release', of: listKey, kind, most }), [listKey, kind, most]);
  const adjoin = useCallback(() => dispatch({ do: 'adjoin', of: listKey }), [listKey]);
  useEffect(() => {
    if (!held) release();
  }, [held, release]);
  const rows = useMemo(() => rowsOf(lines, pages, extra, kind), [lines, pages, extra, kind]);
  return { rows, lines, release, adjoin };
}
