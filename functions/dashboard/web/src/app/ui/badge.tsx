/** How a status is meant. Each has a shape of its own, so that none is told by colour alone. */
export type Tone = 'good' | 'bad' | 'warn' | 'open' | 'plain';

const SHAPES: Readonly<Record<Tone, { path: string; colour: string }>> = {
  good: { path: 'M2.5 6.5 5 9l4.5-6', colour: 'text-good' },
  bad: { path: 'M3 3l6 6M9 3l-6 6', colour: 'text-bad' },
  warn: { path: 'M6 2v5M6 9.4v.6', colour: 'text-warn' },
  open: { path: 'M6 2.5a3.5 3.5 0 1 0 .01 0', colour: 'text-accent' },
  plain: { path: 'M3 6h6', colour: 'text-muted' },
};

/** A status: its shape and its word. */
export function Badge({ tone, children }: { tone: Tone; children: string }) {
  const { path, colour } = SHAPES[tone];
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${colour}`}>
      <svg viewBox="0 0 12 12" className="size-3 shrink-0" aria-hidden="true">
        <path d={path} fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
      </svg>
      {children}
    </span>
  );
}
