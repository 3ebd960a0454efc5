import { type ReactNode, useId, useState } from 'react';

import { Button } from './button';

/** The page's heading and the list's filters, which are collapsed on narrow screens. */
export function FilterBar({
  title,
  count,
  onSubmit,
  onClear,
  children,
}: {
  title: string;
  /** How many filters are set. */
  count: number;
  onSubmit: () => void;
  onClear: () => void;
  children: ReactNode;
}) {
  const [shown, setShown] = useState(false);
  const id = useId();
  return (
    <form
      role="search"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
      className="border-b border-line bg-surface px-4 py-2"
    >
      <div className="flex items-center justify-between @2xl:hidden">
        <h1 className="text-lg font-semibold">{title}</h1>
        <Button kind="quiet" aria-expanded={shown} aria-controls={id} onClick={() => setShown(!shown)}>
          {count > 0 ? `Filters (${count})` : 'Filters'}
        </Button>
      </div>
      <h1 className="sr-only max-@2xl:hidden">{title}</h1>
      <div id={id} className={`${shown ? 'flex' : 'hidden'} flex-wrap items-end gap-x-3 gap-y-2 @2xl:flex`}>
        {children}
        {count > 0 && (
          <Button kind="quiet" onClick={onClear}>
            Clear filters
          </Button>
        )}
        <button type="submit" className="sr-only">
          Apply
        </button>
      </div>
    </form>
  );
}
