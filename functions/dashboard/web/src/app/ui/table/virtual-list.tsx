import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect } from 'react';

import { ListRow } from './list-row';
import { moveFocusBetweenRows } from './row-navigation';
import { type TableOf, gridTemplate } from './table-features';
import { TableHead } from './table-head';

/** The appearance and the links of a list's rows. */
export interface RowAppearance<T> {
  /** The fixed heights of a table row and of a card, in pixels. */
  readonly rowHeight: number;
  readonly cardHeight: number;
  readonly card: (item: T) => ReactNode;
  readonly hrefOf: (item: T) => string;
  readonly isOpen: (item: T) => boolean;
  /** The tooltip. */
  readonly titleOf: (item: T) => string;
  /** A row is highlighted when this value changes. */
  readonly rowVersion: (item: T) => string;
}

export interface LongListProps<T extends object> {
  readonly name: string;
  readonly table: TableOf<T>;
  readonly scroller: HTMLElement | null;
  /** Whether the list is too narrow for a table. */
  readonly cards: boolean;
  readonly appearance: RowAppearance<T>;
  /** Whether all rows are loaded. */
  readonly isComplete: boolean;
  /** Called when the last rows are almost visible. */
  readonly onEnd: () => void;
}

/** Rows outside of the view that are rendered, so that none is missing while scrolling. */
const OVERSCAN_ROWS = 10;

/** A virtualized list: a table, or cards on narrow screens. Only the visible rows are in the document. */
export function VirtualList<T extends object>(props: LongListProps<T>) {
  const { name, table, cards, isComplete } = props;
  const { length } = table.getRowModel().rows;
  if (length === 0) return null;
  if (cards) {
    return <Rows key="cards" {...props} role="list" height={props.appearance.cardHeight} aria-label={name} />;
  }
  return (
    <div role="table" aria-label={name} aria-rowcount={isComplete ? length + 1 : -1}>
      <TableHead table={table} />
      <Rows key="rows" {...props} role="rowgroup" height={props.appearance.rowHeight} />
    </div>
  );
}

function Rows<T extends object>({
  table,
  scroller,
  cards,
  appearance,
  onEnd,
  role,
  height,
  'aria-label': label,
}: LongListProps<T> & { role: 'list' | 'rowgroup'; height: number; 'aria-label'?: string }) {
  const { rows } = table.getRowModel();
  const grid = gridTemplate(table.getVisibleLeafColumns().map(({ columnDef }) => columnDef.meta));
  // The virtualizer is not passed on, so its unstable functions cannot be memoized by mistake.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: OVERSCAN_ROWS,
    // React renders asynchronously; meanwhile the overscan rows are visible.
    useFlushSync: false,
  });
  const visible = virtualizer.getVirtualItems();
  const isNearEnd = (visible.at(-1)?.index ?? -1) >= rows.length - 1;
  useEffect(() => {
    if (isNearEnd) onEnd();
  }, [isNearEnd, rows.length, onEnd]);
  return (
    <div
      role={role}
      aria-label={label}
      className="relative w-full"
      style={{ height: virtualizer.getTotalSize() }}
      onKeyDown={moveFocusBetweenRows}
    >
      {visible.map(({ index, start }) => {
        const row = rows[index];
        if (!row) return null;
        const item = row.original;
        return (
          <ListRow
            key={row.id}
            row={row}
            index={index}
            start={start}
            height={height}
            grid={grid}
            card={cards ? appearance.card : null}
            href={appearance.hrefOf(item)}
            title={appearance.titleOf(item)}
            open={appearance.isOpen(item)}
            rowVersion={appearance.rowVersion(item)}
          />
        );
      })}
    </div>
  );
}
