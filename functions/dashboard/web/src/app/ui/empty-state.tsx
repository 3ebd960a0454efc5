import type { ReactNode } from 'react';

import { Button } from './button';

/** What stands where there is nothing yet: why, and what to do next. It is the page's heading if there is no other. */
export function Empty({ title, heading, children }: { title: string; heading?: boolean; children?: ReactNode }) {
  const Title = heading === true ? 'h1' : 'p';
  return (
    <div className="mx-auto max-w-md px-6 py-12 text-center">
      <Title className="font-medium">{title}</Title>
      {children !== undefined && <div className="mt-1 text-muted">{children}</div>}
    </div>
  );
}

/** The way back to the whole list, where its filters leave nothing. */
export function ClearFilters({ onClear }: { onClear: () => void }) {
  return (
    <div className="mt-4 text-ink">
      <Button onClick={onClear}>Clear filters</Button>
    </div>
  );
}
