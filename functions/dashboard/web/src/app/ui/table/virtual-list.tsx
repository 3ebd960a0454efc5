import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect } from 'react';

import { Head } from './table-head';
import { ListRow } from './list-row';
import { stepBetweenRows } from './row-navigation';
import { type TableOf, gridOf } from './table-features';

/** What the lines of a list look like, and where they lead. */
export interface Lines<T> {
  /** Of a row of the table, and of a card, in pixels: all have it. */
  readonly rowHeight: number;
  readonly cardHeight: number;
  readonly card: (line: T) => ReactNode;
  readonly hrefOf: (line: T) => string;
  readonly isOpen: (line: T) => boolean;
  /** What is said where somebody points at it. */
  readonly titleOf: (line: T) => string;
  /** What of a line is pointed out when it changes. */
  readonly standing: (line: T) => string;
}

export interface LongListProps<T extends object> {
  readonly name: string;
  readonly table: TableOf<T>;
  readonly scroller: HTMLElement | null;
  /** Whether there is no room for a table. */
  readonly cards: boolean;
  readonly lines: Lines<T>;
  /** Whether there are no more rows than these. */
  readonly whole: boolean;
  /** Called when the last rows are near. */
  readonly onEnd: () => void;
}

/** Rows beyond those that are seen, so that none is missing while it is scrolled. */
const AROUND = 10;

/** A long list: a table, or cards where there is no room for one. Only the rows that are seen are in the document. */
export function LongList<T extends object>(props: LongListProps<T>) {
  const { name, table, cards, whole } = props;
  const { length } = table.getRowModel().rows;
  if (length === 0) return null;
  if (cards) {
    return <Rows key="cards" {...props} role="list" height={props.lines.cardHeight} aria-label={name} />;
  }
  return (
    <div role="table" aria-label={name} aria-rowcount={whole ? length + 1 : -1}>
      <Head table={table} />
      <Rows key="rows" {...props} role="rowgroup" height={props.lines.rowHeight} />
    </div>
  );
}

function Rows<T extends object>({
  table,
  scroller,
  cards,
  lines,
  onEnd,
  role,
  height,
  'aria-label': label,
}: LongListProps<T> & { role: 'list' | 'rowgroup'; height: number; 'aria-label'?: string }) {
  const { rows } = table.getRowModel();
  const grid = gridOf(table.getVisibleLeafColumns().map(({ columnDef }) => columnDef.meta));
  // Nothing of it is handed on, so that nothing can be kept for too long.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => height,
    getItemKey: (place) => rows[place]?.id ?? place,
    overscan: AROUND,
    // React draws in its own time; the rows around those that are seen are there meanwhile.
    useFlushSync: false,
  });
  const seen = virtualizer.getVirtualItems();
  const isNearEnd = (seen.at(-1)?.index ?? -1) >= rows.length - 1;
  useEffect(() => {
    if (isNearEnd) onEnd();
  }, [isNearEnd, rows.length, onEnd]);
  return (
    <div
      role={role}
      aria-label={label}
      className="relative w-full"
      style={{ height: virtualizer.getTotalSize() }}
      onKeyDown={stepBetweenRows}
    >
      {seen.map(({ index, start }) => {
        const row = rows[index];
        if (!row) return null;
        const line = row.original;
        return (
          <ListRow
            key={row.id}
            row={row}
            place={index}
            start={start}
            height={height}
            grid={grid}
            card={cards ? lines.card : null}
            href={lines.hrefOf(line)}
            title={lines.titleOf(line)}
            open={lines.isOpen(line)}
            standing={lines.standing(line)}
          />
        );
      })}
    </div>
  );
}
