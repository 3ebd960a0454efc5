import { useState } from 'react';

/** How often a value has changed since this is shown. As a `key` it has an animation begin anew. */
export function useJustChanged(value: string): number {
  const [seen, setSeen] = useState({ value, times: 0 });
  if (seen.value === value) return seen.times;
  const next = { value, times: seen.times + 1 };
  setSeen(next);
  return next.times;
}
