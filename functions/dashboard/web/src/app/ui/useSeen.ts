import { useEffect, useState } from 'react';

/** Rows beyond those that are seen, so that none is missing while it is scrolled. */
const AROUND = 8;
/** Rows by which the window moves: it is drawn anew no oftener than that. */
const STEP = 4;

/** The rows from `first` on and before `end` are in the document. */
export interface Seen {
  readonly first: number;
  readonly end: number;
}

/** Which rows of one height are seen, around what a scroller shows. */
export function seenOf(scrollTop: number, viewHeight: number, rowHeight: number): Seen {
  const top = Math.max(0, Math.floor(scrollTop / rowHeight) - AROUND);
  const bottom = Math.ceil((scrollTop + viewHeight) / rowHeight) + AROUND;
  return { first: Math.floor(top / STEP) * STEP, end: Math.ceil(bottom / STEP) * STEP };
}

/** Which rows are seen now. */
export function useSeen(scroller: HTMLElement | null, rowHeight: number): Seen {
  const [seen, setSeen] = useState<Seen>({ first: 0, end: 40 });
  useEffect(() => {
    if (!scroller) return undefined;
    const look = () => {
      const next = seenOf(scroller.scrollTop, scroller.clientHeight, rowHeight);
      setSeen((before) => (before.first === next.first && before.end === next.end ? before : next));
    };
    // It also looks once when it begins.
    const observer = new ResizeObserver(look);
    observer.observe(scroller);
    scroller.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', look);
    };
  }, [scroller, rowHeight]);
  return seen;
}
