import type { ColumnSort } from '@tanstack/react-table';

/** The sortable columns, with their names. */
export const SORTS = [
  ['placed', 'Placed'],
  ['name', 'Order'],
  ['channel', 'Channel'],
  ['status', 'Status'],
  ['items', 'Items'],
  ['total', 'Total'],
  ['profit', 'Profit'],
  ['changed', 'Updated'],
] as const;

/** The API's order. */
export const DEFAULT_SORT: ColumnSort = { id: 'placed', desc: true };

/** The sorting in a URL, such as `-total`. */
export function sortingOf(text: string | null): ColumnSort {
  const name = text?.replace(/^-/, '');
  return SORTS.some(([sort]) => sort === name) && name !== undefined
    ? { id: name, desc: text?.startsWith('-') === true }
    : DEFAULT_SORT;
}

/** The URL parameter of a sorting; `null` for the default. */
export function sortingText({ id, desc }: ColumnSort): string | null {
  const text = `${desc ? '-' : ''}${id}`;
  return text === '-placed' ? null : text;
}
