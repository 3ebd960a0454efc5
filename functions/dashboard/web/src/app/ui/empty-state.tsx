import type { ReactNode } from 'react';

import { Button } from './button';

/**
 * Shown instead of missing content: why it is missing, and what to do. `heading` makes the title the page's heading.
 */
export function EmptyState({ title, heading, children }: { title: string; heading?: boolean; children?: ReactNode }) {
  const Title = heading === true ? 'h1' : 'p';
  return (
    <div className="mx-auto max-w-md px-6 py-12 text-center">
      <Title className="font-medium">{title}</Title>
      {children !== undefined && <div className="mt-1 text-muted">{children}</div>}
    </div>
  );
}

/** Removes the filters of a list without matches. */
export function ClearFilters({ onClear }: { onClear: () => void }) {
  return (
    <div className="mt-4 text-ink">
      <Button onClick={onClear}>Clear filters</Button>
    </div>
  );
}
