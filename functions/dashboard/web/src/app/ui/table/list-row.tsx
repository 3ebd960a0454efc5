import { flexRender } from '@tanstack/react-table';
import { type ReactNode, memo } from 'react';
import { Link } from 'wouter';

import { useChangeCount } from '../use-change-count';
import type { RowOf } from './table-features';

interface ListRowProps<T extends object> {
  readonly row: RowOf<T>;
  /** Its index in the whole list. */
  readonly index: number;
  readonly start: number;
  readonly height: number;
  readonly grid: string;
  readonly card: ((item: T) => ReactNode) | null;
  readonly href: string;
  readonly title: string;
  readonly open: boolean;
  readonly rowVersion: string;
}

/** A row of a list, or a card. All of it links to the detail. */
function Row<T extends object>({
  row,
  index,
  start,
  height,
  grid,
  card,
  href,
  title,
  open,
  rowVersion,
}: ListRowProps<T>) {
  const changeCount = useChangeCount(rowVersion);
  const position = { height, transform: `translateY(${start}px)` };
  const style = `absolute inset-x-0 top-0 isolate border-b border-line px-4 ${open ? 'bg-chosen' : 'hover:bg-sunken'}`;
  // A separate element behind the text is recreated with each change, so that the row itself keeps the focus.
  const highlight = changeCount > 0 && (
    <span key={changeCount} aria-hidden="true" className="just-changed pointer-events-none absolute inset-0 -z-10" />
  );
  const link = { href, title, 'aria-current': open ? ('true' as const) : undefined };
  if (card) {
    return (
      <div role="listitem" data-index={index} className={style} style={position}>
        {highlight}
        <Link {...link} className="absolute inset-0 flex flex-col justify-center gap-0.5 px-4 -outline-offset-2">
          {card(row.original)}
        </Link>
      </div>
    );
  }
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      className={`grid items-center gap-2 ${style}`}
      style={{ ...position, gridTemplateColumns: grid }}
    >
      {row.getVisibleCells().map((cell) => {
        const { meta, cell: content } = cell.column.columnDef;
        const shown = flexRender(content, cell.getContext());
        return (
          <div
            key={cell.id}
            role="cell"
            className={`min-w-0 truncate ${meta?.align === 'right' ? 'text-right tabular-nums' : ''}`}
          >
            {meta?.isLink ? (
              <Link {...link} className="-outline-offset-2 after:absolute after:inset-0">
                {shown}
              </Link>
            ) : (
              shown
            )}
          </div>
        );
      })}
      {highlight}
    </div>
  );
}

/** The table creates new row objects with each change; only rows whose item or properties changed are rendered. */
export const ListRow = memo(Row, (a, b) => {
  const { row: before, ...others } = a;
  const { row: after, ...now } = b;
  const names = Object.keys(others) as (keyof typeof others)[];
  return before.original === after.original && names.every((name) => others[name] === now[name]);
}) as typeof Row;
