import { useEffect, useState } from 'react';

/** `value` once it has stood for `ms`; null until then, and where it is null. */
export function useLasting<T>(value: T | null, ms: number): T | null {
  const [lasting, setLasting] = useState<T | null>(null);
  useEffect(() => {
    if (value === null) return undefined;
    const timer = setTimeout(() => setLasting(value), ms);
    return () => {
      clearTimeout(timer);
      setLasting(null);
    };
  }, [value, ms]);
  return lasting;
}
