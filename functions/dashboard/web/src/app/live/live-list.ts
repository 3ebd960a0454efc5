/** How the rows of a list are identified and ordered. */
export interface ListKind<T> {
  keyOf(row: T): string;
  /** Sorts newer rows first. */
  compare(a: T, b: T): number;
  /** Whether the row says that what it was about is deleted, so that the list no longer shows it. */
  isDeleted(row: T): boolean;
}

interface Revised {
  readonly rev: number;
}

/** All rows of the lists, each once with its highest `rev`, newest first. */
export function mergeByRevision<T extends Revised>(kind: ListKind<T>, ...lists: readonly (readonly T[])[]): T[] {
  const newest = new Map<string, T>();
  for (const row of lists.flat()) {
    const key = kind.keyOf(row);
    const before = newest.get(key);
    if (!before || before.rev < row.rev) newest.set(key, row);
  }
  return [...newest.values()].toSorted((a, b) => kind.compare(a, b));
}

/** The rows of a list that arrived live, in addition to its loaded pages. */
export interface LiveListState<T> {
  /** Rows that are not part of the pages, newest first. */
  readonly live: readonly T[];
  /** Newer revisions of rows of the pages, by key. */
  readonly updates: ReadonlyMap<string, T>;
  /** New rows that are not shown yet, newest first. */
  readonly waiting: readonly T[];
  /** The number of waiting rows, which may exceed those that are kept. */
  readonly waitingCount: number;
  /** Whether rows between `live` and the pages were dropped, so that the pages do not continue the live rows. */
  readonly hasGap: boolean;
}

export const EMPTY_STATE: LiveListState<never> = {
  live: [],
  updates: new Map<string, never>(),
  waiting: [],
  waitingCount: 0,
  hasGap: false,
};

/** The context in which incoming rows are added. */
export interface ListContext<T> {
  readonly kind: ListKind<T>;
  /** The rows of the loaded pages. */
  readonly pages: readonly T[];
  /** Further rows that are shown, even if they are older than the loaded pages. */
  readonly extra: readonly T[];
  /** Whether the pages include the oldest row. */
  readonly isComplete: boolean;
  /** Whether new rows must wait. Shown rows are always updated. */
  readonly isPaused: boolean;
  /** The maximum number of live rows, and of waiting rows. */
  readonly maxRows: number;
}

/** Adds rows that have arrived. */
export function addIncoming<T extends Revised>(
  state: LiveListState<T>,
  incoming: readonly T[],
  context: ListContext<T>,
): LiveListState<T> {
  const { kind, pages, extra, isComplete, isPaused, maxRows } = context;
  const loadedKeys = new Set(loadedRows(state, pages, extra).map((row) => kind.keyOf(row)));
  const liveKeys = new Set(state.live.map((row) => kind.keyOf(row)));
  const waitingKeys = new Set(state.waiting.map((row) => kind.keyOf(row)));
  const oldest = state.hasGap ? state.live.at(-1) : (pages.at(-1) ?? state.live.at(-1));
  const updates = new Map(state.updates);
  const changed: T[] = [];
  const added: T[] = [];
  const deletedKeys = new Set<string>();
  for (const row of incoming) {
    const key = kind.keyOf(row);
    if (loadedKeys.has(key)) {
      const before = updates.get(key);
      if (!before || before.rev < row.rev) updates.set(key, row);
    } else if (liveKeys.has(key)) changed.push(row);
    else if (kind.isDeleted(row)) deletedKeys.add(key);
    // A row older than all loaded ones is loaded with its page.
    else if ((isComplete && !state.hasGap) || !oldest || kind.compare(row, oldest) < 0) added.push(row);
  }
  const remaining = added.filter((row) => !deletedKeys.has(kind.keyOf(row)));
  if (!isPaused) {
    return truncated({ ...state, live: mergeByRevision(kind, state.live, changed, remaining), updates }, maxRows);
  }
  const newKeys = new Set(remaining.map((row) => kind.keyOf(row)).filter((key) => !waitingKeys.has(key)));
  const waiting = state.waiting.filter((row) => !deletedKeys.has(kind.keyOf(row)));
  return {
    ...state,
    live: mergeByRevision(kind, state.live, changed),
    updates,
    waiting: mergeByRevision(kind, waiting, remaining).slice(0, maxRows),
    waitingCount: state.waitingCount - (state.waiting.length - waiting.length) + newKeys.size,
  };
}

/** Shows the waiting rows. */
export function releaseWaiting<T extends Revised>(
  state: LiveListState<T>,
  kind: ListKind<T>,
  maxRows: number,
): LiveListState<T> {
  if (state.waitingCount === 0) return state;
  const wereDropped = state.waitingCount > state.waiting.length;
  const live = wereDropped ? state.waiting : mergeByRevision(kind, state.live, state.waiting);
  return truncated({ ...state, live, waiting: [], waitingCount: 0, hasGap: state.hasGap || wereDropped }, maxRows);
}

function truncated<T>(state: LiveListState<T>, maxRows: number): LiveListState<T> {
  if (state.live.length <= maxRows) return state;
  return { ...state, live: state.live.slice(0, maxRows), hasGap: true };
}

/** The loaded rows that are shown: without the pages if there is a gap before them. */
function loadedRows<T>({ hasGap }: LiveListState<T>, pages: readonly T[], extra: readonly T[]): readonly T[] {
  return hasGap ? extra : [...pages, ...extra];
}

/** All rows that are shown: without those that were deleted. */
export function visibleRows<T extends Revised>(
  state: LiveListState<T>,
  pages: readonly T[],
  extra: readonly T[],
  kind: ListKind<T>,
): T[] {
  const loaded = loadedRows(state, pages, extra);
  const updates = loaded.map((row) => state.updates.get(kind.keyOf(row))).filter((row) => row !== undefined);
  return mergeByRevision(kind, loaded, updates, state.live).filter((row) => !kind.isDeleted(row));
}
