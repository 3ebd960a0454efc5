import type { Tone } from '../format/status';

/** Each tone has its own shape, so that it does not depend on color alone. */
const SHAPES: Readonly<Record<Tone, { path: string; color: string }>> = {
  good: { path: 'M2.5 6.5 5 9l4.5-6', color: 'text-good' },
  bad: { path: 'M3 3l6 6M9 3l-6 6', color: 'text-bad' },
  warn: { path: 'M6 2v5M6 9.4v.6', color: 'text-warn' },
  open: { path: 'M6 2.5a3.5 3.5 0 1 0 .01 0', color: 'text-accent' },
  plain: { path: 'M3 6h6', color: 'text-muted' },
};

/** A status with a shape. */
export function Badge({ tone, children }: { tone: Tone; children: string }) {
  const { path, color } = SHAPES[tone];
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${color}`}>
      <svg viewBox="0 0 12 12" className="size-3 shrink-0" aria-hidden="true">
        <path d={path} fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
      </svg>
      {children}
    </span>
  );
}
