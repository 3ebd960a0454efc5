import { useState } from 'react';

import { useReloads } from './list-reloads';

let lists = 0;

/** Tells a list of what was chosen from all others. One that was left has missed what came meanwhile: each begins anew. */
export function useListKey(chosen: unknown): string {
  const { count } = useReloads();
  const [list] = useState(() => (lists += 1));
  return JSON.stringify([list, count, chosen]);
}
