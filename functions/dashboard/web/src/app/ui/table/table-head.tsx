import { type Header, flexRender } from '@tanstack/react-table';

import { type Features, type TableOf, gridTemplate } from './table-features';

const DIRECTIONS = { asc: 'ascending', desc: 'descending' } as const;

/** The column headers; sortable ones show their direction. */
export function TableHead<T extends object>({ table }: { table: TableOf<T> }) {
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const grid = gridTemplate(headers.map(({ column }) => column.columnDef.meta));
  return (
    <div role="rowgroup" className="sticky top-0 z-[1]">
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-8 items-center gap-2 border-b border-line bg-surface px-4 text-muted"
        style={{ gridTemplateColumns: grid }}
      >
        {headers.map((header) => (
          <ColumnHeader key={header.id} header={header} />
        ))}
      </div>
    </div>
  );
}

function ColumnHeader<T extends object>({ header }: { header: Header<Features, T, unknown> }) {
  const { column } = header;
  const sorted = column.getIsSorted();
  const name = flexRender(column.columnDef.header, header.getContext());
  return (
    <div
      role="columnheader"
      aria-sort={sorted === false ? undefined : DIRECTIONS[sorted]}
      className={`min-w-0 truncate ${column.columnDef.meta?.align === 'right' ? 'text-right' : ''}`}
    >
      {column.getCanSort() ? (
        <button
          type="button"
          onClick={column.getToggleSortingHandler()}
          className={`rounded py-1 whitespace-nowrap -outline-offset-2 hover:text-ink ${sorted === false ? '' : 'font-medium text-ink'}`}
        >
          {sorted !== false && <span aria-hidden="true">{sorted === 'desc' ? '↓ ' : '↑ '}</span>}
          {name}
        </button>
      ) : (
        name
      )}
    </div>
  );
}
