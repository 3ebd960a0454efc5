import type { OrderLine } from '../api/types';
import { compareAmounts } from '../format/money';

/** By what the loaded orders can be sorted. */
export const SORTS = ['placed', 'name', 'channel', 'status', 'items', 'total', 'profit', 'changed'] as const;
export type SortBy = (typeof SORTS)[number];

/** How they are sorted. */
export interface Sorting {
  readonly by: SortBy;
  readonly descending: boolean;
}

/** The order of the API. */
export const NEWEST: Sorting = { by: 'placed', descending: true };

const names = new Intl.Collator(undefined, { numeric: true });

const COMPARE: Readonly<Record<SortBy, (a: OrderLine, b: OrderLine) => number>> = {
  placed: (a, b) => names.compare(a.placed_at, b.placed_at),
  name: (a, b) => names.compare(a.name, b.name),
  channel: (a, b) => names.compare(a.source, b.source),
  status: (a, b) => names.compare(a.status, b.status),
  items: (a, b) => a.items - b.items,
  total: (a, b) => names.compare(a.currency ?? '', b.currency ?? '') || compareAmounts(a.total ?? '', b.total ?? ''),
  profit: (a, b) => names.compare(a.currency ?? '', b.currency ?? '') || compareAmounts(a.profit ?? '', b.profit ?? ''),
  changed: (a, b) => names.compare(a.updated_at, b.updated_at),
};

/** The orders, sorted. What is not known comes last either way. */
export function sorted(orders: readonly OrderLine[], { by, descending }: Sorting): readonly OrderLine[] {
  if (by === 'placed' && descending) return orders;
  const unknown = (order: OrderLine) => (by === 'total' || by === 'profit') && order[by] === null;
  return orders.toSorted((a, b) => {
    if (unknown(a) !== unknown(b)) return unknown(a) ? 1 : -1;
    return descending ? COMPARE[by](b, a) : COMPARE[by](a, b);
  });
}

/** The sorting that a URL names, such as `-total`. */
export function sortingOf(text: string | null): Sorting {
  const by = SORTS.find((name) => name === text?.replace(/^-/, ''));
  return by ? { by, descending: text?.startsWith('-') === true } : NEWEST;
}

/** As it stands in a URL; `null` for the usual one. */
export function sortingText({ by, descending }: Sorting): string | null {
  const text = `${descending ? '-' : ''}${by}`;
  return text === '-placed' ? null : text;
}

/** What a click on a column's head asks for. */
export function turned(sorting: Sorting, by: SortBy): Sorting {
  if (sorting.by === by) return { by, descending: !sorting.descending };
  return { by, descending: by !== 'name' && by !== 'channel' && by !== 'status' };
}
