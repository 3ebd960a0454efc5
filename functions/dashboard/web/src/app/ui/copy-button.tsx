import { useEffect, useState } from 'react';

import { Button } from './button';

const FEEDBACK_MS = 2000;

/** Copies a text to the clipboard, and confirms it in its label. */
export function CopyButton({ value, what, label = 'Copy' }: { value: string; what: string; label?: string }) {
  const [feedback, setFeedback] = useState<'Copied' | 'Copy failed' | null>(null);
  useEffect(() => {
    if (feedback === null) return undefined;
    const timer = setTimeout(() => setFeedback(null), FEEDBACK_MS);
    return () => clearTimeout(timer);
  }, [feedback]);
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => setFeedback('Copied'),
      () => setFeedback('Copy failed'),
    );
  return (
    <Button onClick={() => void copy()} aria-label={`${feedback ?? label} ${what}`}>
      <span aria-live="polite">{feedback ?? label}</span>
    </Button>
  );
}
