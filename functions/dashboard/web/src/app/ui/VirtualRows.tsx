import { type ReactNode, useEffect } from 'react';

import { useSeen } from './useSeen';

/** What the rows of a long list are made of. */
export interface VirtualRowsProps<T> {
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  /** All rows have it, in pixels. */
  readonly height: number;
  readonly scroller: HTMLElement | null;
  readonly role: 'list' | 'rowgroup';
  readonly render: (row: T) => ReactNode;
  /** Called when the last rows are near. */
  readonly onEnd: () => void;
}

const NEAR_END = 10;

/** A long list: only the rows that are seen are in the document. */
export function VirtualRows<T>({ rows, keyOf, height, scroller, role, render, onEnd }: VirtualRowsProps<T>) {
  const { first, end } = useSeen(scroller, height);
  const { length } = rows;
  useEffect(() => {
    if (end >= length - NEAR_END) onEnd();
  }, [end, length, onEnd]);
  return (
    <div role={length === 0 ? 'presentation' : role} className="relative w-full" style={{ height: length * height }}>
      {rows.slice(first, end).map((row, place) => (
        <div
          key={keyOf(row)}
          role={role === 'list' ? 'listitem' : 'presentation'}
          className="absolute inset-x-0 top-0"
          style={{ height, transform: `translateY(${(first + place) * height}px)` }}
        >
          {render(row)}
        </div>
      ))}
    </div>
  );
}
