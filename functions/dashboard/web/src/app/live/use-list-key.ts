import { useState } from 'react';

import { useListReloads } from './list-reloads';

let nextListId = 0;

/**
 * A key for a list with these filters. It is unique, because a list that was left has missed events and starts anew.
 */
export function useListKey(filters: unknown): string {
  const { count } = useListReloads();
  const [listId] = useState(() => (nextListId += 1));
  return JSON.stringify([listId, count, filters]);
}
