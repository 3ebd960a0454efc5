import { flexRender } from '@tanstack/react-table';
import { type ReactNode, memo } from 'react';
import { Link } from 'wouter';

import { useJustChanged } from '../use-change-count';
import type { RowOf } from './table-features';

interface ListRowProps<T extends object> {
  readonly row: RowOf<T>;
  /** Its place in the whole list, from 0 on. */
  readonly place: number;
  readonly start: number;
  readonly height: number;
  readonly grid: string;
  readonly card: ((line: T) => ReactNode) | null;
  readonly href: string;
  readonly title: string;
  readonly open: boolean;
  readonly standing: string;
}

/** One line of a list. All of it is the way to its detail. */
function Row<T extends object>({
  row,
  place,
  start,
  height,
  grid,
  card,
  href,
  title,
  open,
  standing,
}: ListRowProps<T>) {
  const changed = useJustChanged(standing);
  const where = { height, transform: `translateY(${start}px)` };
  const look = `absolute inset-x-0 top-0 isolate border-b border-line px-4 ${open ? 'bg-chosen' : 'hover:bg-sunken'}`;
  // It lies behind the text and is made anew with each change; the row stays the same one, and keeps the focus.
  const highlight = changed > 0 && (
    <span key={changed} aria-hidden="true" className="just-changed pointer-events-none absolute inset-0 -z-10" />
  );
  const way = { href, title, 'aria-current': open ? ('true' as const) : undefined };
  if (card) {
    return (
      <div role="listitem" data-index={place} className={look} style={where}>
        {highlight}
        <Link {...way} className="absolute inset-0 flex flex-col justify-center gap-0.5 px-4 -outline-offset-2">
          {card(row.original)}
        </Link>
      </div>
    );
  }
  return (
    <div
      role="row"
      aria-rowindex={place + 2}
      data-index={place}
      className={`grid items-center gap-2 ${look}`}
      style={{ ...where, gridTemplateColumns: grid }}
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
            {meta?.leads ? (
              <Link {...way} className="-outline-offset-2 after:absolute after:inset-0">
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

/** Rows are made anew with each line that comes; one whose line is the same is not drawn again. */
export const ListRow = memo(Row, (a, b) => {
  const { row: before, ...others } = a;
  const { row: after, ...now } = b;
  const names = Object.keys(others) as (keyof typeof others)[];
  return before.original === after.original && names.every((name) => others[name] === now[name]);
}) as typeof Row;
