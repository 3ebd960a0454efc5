import { useState } from 'react';

/** How often a value has changed since the component was mounted. As a `key` it restarts an animation. */
export function useChangeCount(value: string): number {
  const [state, setState] = useState({ value, count: 0 });
  if (state.value === value) return state.count;
  const next = { value, count: state.count + 1 };
  setState(next);
  return next.count;
}
