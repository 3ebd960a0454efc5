import { useEffect, useState } from 'react';

/** `value` once it has been unchanged for `ms`; `null` before that, and whenever `value` is null. */
export function useDebounced<T>(value: T | null, ms: number): T | null {
  const [debounced, setDebounced] = useState<T | null>(null);
  useEffect(() => {
    if (value === null) return undefined;
    const timer = setTimeout(() => setDebounced(value), ms);
    return () => {
      clearTimeout(timer);
      setDebounced(null);
    };
  }, [value, ms]);
  return debounced;
}
