import { useEffect, useState } from 'react';

import { Button } from './button';

const TOLD_MS = 2000;

/** Copies a text, and says so. */
export function CopyButton({ value, what, label = 'Copy' }: { value: string; what: string; label?: string }) {
  const [said, setSaid] = useState<'Copied' | 'Not copied' | null>(null);
  useEffect(() => {
    if (said === null) return undefined;
    const timer = setTimeout(() => setSaid(null), TOLD_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => setSaid('Copied'),
      () => setSaid('Not copied'),
    );
  return (
    <Button onClick={() => void copy()} aria-label={`${said ?? label} ${what}`}>
      <span aria-live="polite">{said ?? label}</span>
    </Button>
  );
}
