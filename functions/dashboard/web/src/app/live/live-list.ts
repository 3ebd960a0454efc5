/** How the lines of a list are told apart and ordered. */
export interface Kind<T> {
  keyOf(line: T): string;
  /** Sorts what is newest first. */
  compare(a: T, b: T): number;
}

interface Revised {
  readonly rev: number;
}

/** All lines, each once with its highest `rev`, the newest first. */
export function merged<T extends Revised>(kind: Kind<T>, ...lists: readonly (readonly T[])[]): T[] {
  const newest = new Map<string, T>();
  for (const line of lists.flat()) {
    const key = kind.keyOf(line);
    const held = newest.get(key);
    if (!held || held.rev < line.rev) newest.set(key, line);
  }
  return [...newest.values()].toSorted((a, b) => kind.compare(a, b));
}

/** What a list holds besides its pages. */
export interface LiveLines<T> {
  /** Lines that the pages do not have, the newest first. */
  readonly live: readonly T[];
  /** Newer ones of the pages' lines, by key. */
  readonly updates: ReadonlyMap<string, T>;
  /** New lines that are not shown yet, the newest first. */
  readonly waiting: readonly T[];
  /** How many wait: more than are kept, perhaps. */
  readonly waitingCount: number;
  /** Whether lines between `live` and the pages were let go: the pages do not adjoin any more. */
  readonly gap: boolean;
}

export const NO_LINES: LiveLines<never> = {
  live: [],
  updates: new Map<string, never>(),
  waiting: [],
  waitingCount: 0,
  gap: false,
};

/** What lines that come are taken by. */
export interface Taking<T> {
  readonly kind: Kind<T>;
  /** What the pages have. */
  readonly pages: readonly T[];
  /** What is shown besides, wherever it stands. */
  readonly extra: readonly T[];
  /** Whether the pages go back to the beginning of time. */
  readonly whole: boolean;
  /** Whether new lines are to wait. What is shown already is always kept up to date. */
  readonly held: boolean;
  /** How many live lines, and how many that wait, are kept. */
  readonly most: number;
}

/** Takes lines in. */
export function taken<T extends Revised>(lines: LiveLines<T>, coming: readonly T[], by: Taking<T>): LiveLines<T> {
  const { kind, pages, extra, whole, held, most } = by;
  const paged = new Set(loaded(lines, pages, extra).map((line) => kind.keyOf(line)));
  const shown = new Set(lines.live.map((line) => kind.keyOf(line)));
  const waits = new Set(lines.waiting.map((line) => kind.keyOf(line)));
  const oldest = lines.gap ? lines.live.at(-1) : (pages.at(-1) ?? lines.live.at(-1));
  const updates = new Map(lines.updates);
  const changed: T[] = [];
  const fresh: T[] = [];
  for (const line of coming) {
    const key = kind.keyOf(line);
    if (paged.has(key)) {
      const before = updates.get(key);
      if (!before || before.rev < line.rev) updates.set(key, line);
    } else if (shown.has(key)) changed.push(line);
    // What is older than all that is loaded comes with its page.
    else if ((whole && !lines.gap) || !oldest || kind.compare(line, oldest) < 0) fresh.push(line);
  }
  if (!held) return shorter({ ...lines, live: merged(kind, lines.live, changed, fresh), updates }, most);
  const newcomers = new Set(fresh.map((line) => kind.keyOf(line)).filter((key) => !waits.has(key)));
  return {
    ...lines,
    live: merged(kind, lines.live, changed),
    updates,
    waiting: merged(kind, lines.waiting, fresh).slice(0, most),
    waitingCount: lines.waitingCount + newcomers.size,
  };
}

/** Shows what has waited. */
export function released<T extends Revised>(lines: LiveLines<T>, kind: Kind<T>, most: number): LiveLines<T> {
  if (lines.waitingCount === 0) return lines;
  const lost = lines.waitingCount > lines.waiting.length;
  const live = lost ? lines.waiting : merged(kind, lines.live, lines.waiting);
  return shorter({ ...lines, live, waiting: [], waitingCount: 0, gap: lines.gap || lost }, most);
}

function shorter<T>(lines: LiveLines<T>, most: number): LiveLines<T> {
  if (lines.live.length <= most) return lines;
  return { ...lines, live: lines.live.slice(0, most), gap: true };
}

/** What the list shows besides what came live; pages that do not adjoin are left out. */
function loaded<T>({ gap }: LiveLines<T>, pages: readonly T[], extra: readonly T[]): readonly T[] {
  return gap ? extra : [...pages, ...extra];
}

/** What the list shows. */
export function rowsOf<T extends Revised>(
  lines: LiveLines<T>,
  pages: readonly T[],
  extra: readonly T[],
  kind: Kind<T>,
): T[] {
  const shown = loaded(lines, pages, extra);
  const updates = shown.map((line) => lines.updates.get(kind.keyOf(line))).filter((line) => line !== undefined);
  return merged(kind, shown, updates, lines.live);
}
