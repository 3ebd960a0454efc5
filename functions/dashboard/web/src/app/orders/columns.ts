/** The columns of the list; where there is less room, without those of `ROOMY`. */
export const COLUMNS =
  'grid grid-cols-[minmax(7rem,1.4fr)_5rem_9rem_minmax(5.5rem,1fr)_minmax(6rem,1fr)_minmax(6rem,1.3fr)_5.5rem] items-center gap-3 px-4 xl:grid-cols-[minmax(7rem,1.4fr)_minmax(4.5rem,0.8fr)_9.5rem_minmax(5.5rem,0.9fr)_minmax(6rem,1fr)_minmax(6rem,1fr)_3.5rem_minmax(6rem,1fr)_minmax(7rem,1.3fr)_5.5rem]';

/** Cells that are left out where there is less room: the detail has them. */
export const ROOMY = 'hidden xl:block';
