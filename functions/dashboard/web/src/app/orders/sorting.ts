import type { ColumnSort } from '@tanstack/react-table';

/** By what the loaded orders can be sorted, and what each is called where there are no heads of columns. */
export const SORTS = [
  ['placed', 'Placed'],
  ['name', 'Order'],
  ['channel', 'Channel'],
  ['status', 'Status'],
  ['items', 'Items'],
  ['total', 'Total'],
  ['profit', 'Profit'],
  ['changed', 'Changed'],
] as const;

/** The order of the API. */
export const NEWEST: ColumnSort = { id: 'placed', desc: true };

/** The sorting that a URL names, such as `-total`. */
export function sortingOf(text: string | null): ColumnSort {
  const name = text?.replace(/^-/, '');
  return SORTS.some(([sort]) => sort === name) && name !== undefined
    ? { id: name, desc: text?.startsWith('-') === true }
    : NEWEST;
}

/** As it stands in a URL; `null` for the usual one. */
export function sortingText({ id, desc }: ColumnSort): string | null {
  const text = `${desc ? '-' : ''}${id}`;
  return text === '-placed' ? null : text;
}
