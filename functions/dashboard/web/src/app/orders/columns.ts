/** The columns of the list, where there is room for them. */
export const COLUMNS =
  'grid grid-cols-[minmax(7rem,1.4fr)_minmax(4.5rem,0.8fr)_9.5rem_minmax(5.5rem,0.9fr)_minmax(6rem,1fr)_minmax(6rem,1fr)_3.5rem_minmax(6rem,1fr)_minmax(7rem,1.3fr)_4.5rem] items-center gap-3 px-4';
