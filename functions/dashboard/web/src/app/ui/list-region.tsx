import type { ReactNode } from 'react';

import { ErrorNote } from './error-note';

/** How it stands with the pages of a list. */
interface Loading {
  readonly error: Error | null;
  readonly isFetching: boolean;
  readonly hasNextPage: boolean;
  readonly refetch: () => unknown;
}

/** What a list scrolls in, with what is said at its end. */
export function ListRegion({
  what,
  scroller,
  onAtTop,
  query: { error, isFetching, hasNextPage, refetch },
  empty,
  goesOn = null,
  children,
}: {
  /** Such as `Orders`. */
  what: string;
  scroller: (element: HTMLElement | null) => void;
  onAtTop: (atTop: boolean) => void;
  query: Loading;
  /** What is said in the place of rows; `null` where there are some. */
  empty: ReactNode;
  /** What is said at the end of the rows if there are more that do not come by themselves. */
  goesOn?: ReactNode;
  children: ReactNode;
}) {
  const idle = !isFetching && !error;
  return (
    <div
      ref={scroller}
      role="region"
      aria-label={`List of ${what.toLowerCase()}`}
      tabIndex={0}
      // What is scrolled to does not come to lie under the heads of the columns.
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
      {idle && goesOn}
      {idle && !empty && !hasNextPage && <p className="p-4 text-center text-muted">These are all.</p>}
    </div>
  );
}
