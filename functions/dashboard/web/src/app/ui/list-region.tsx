import type { ReactNode } from 'react';

import { ErrorNote } from './error-note';

/** The state of a paged query. */
interface PagedQuery {
  readonly error: Error | null;
  readonly isFetching: boolean;
  readonly hasNextPage: boolean;
  readonly refetch: () => unknown;
}

/** The scroll container of a list, with its loading, error and end states. */
export function ListRegion({
  what,
  scroller,
  onAtTop,
  query: { error, isFetching, hasNextPage, refetch },
  empty,
  footer = null,
  children,
}: {
  /** The plural name of the items, such as `Orders`. */
  what: string;
  scroller: (element: HTMLElement | null) => void;
  onAtTop: (atTop: boolean) => void;
  query: PagedQuery;
  /** Shown if there are no rows; `null` if there are some. */
  empty: ReactNode;
  /** Shown after the last row if further rows are only loaded on request. */
  footer?: ReactNode;
  children: ReactNode;
}) {
  const idle = !isFetching && !error;
  return (
    <div
      ref={scroller}
      role="region"
      aria-label={`List of ${what.toLowerCase()}`}
      tabIndex={0}
      // Scroll padding keeps a focused row below the sticky column headers.
      className="min-h-0 flex-1 scroll-pt-8 overflow-auto -outline-offset-2"
      onScroll={(event) => onAtTop(event.currentTarget.scrollTop < 8)}
    >
      {children}
      {error && (
        <div className="p-4">
          <ErrorNote title={`${what} could not be loaded`} error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {isFetching && <p className="p-4 text-center text-muted">Loading …</p>}
      {idle && empty}
      {idle && footer}
      {idle && !empty && !hasNextPage && <p className="p-4 text-center text-muted">End of list</p>}
    </div>
  );
}
