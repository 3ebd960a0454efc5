import { COLUMNS, ROOMY } from './columns';
import { type SortBy, type Sorting, turned } from './sorting';

const HEADS: readonly (readonly [name: string, sort: SortBy | null, className?: string])[] = [
  ['Order', 'name'],
  ['Channel', 'channel'],
  ['Status', 'status'],
  ['Payment', null, ROOMY],
  ['Fulfilment', null, ROOMY],
  ['Shipment', null],
  ['Items', 'items', `text-right ${ROOMY}`],
  ['Total', 'total', 'text-right'],
  ['Profit', 'profit', 'text-right'],
  ['Placed', 'placed', 'text-right'],
];

/** The heads of the list's columns; those that sort say how. */
export function OrderHeader({ sorting, onSort }: { sorting: Sorting; onSort: (sorting: Sorting) => void }) {
  return (
    <div role="rowgroup" className="sticky top-0 z-[1]">
      <div role="row" className={`${COLUMNS} border-b border-line bg-surface text-muted`}>
        {HEADS.map(([name, by, className]) => {
          const sorts = by !== null && sorting.by === by;
          const direction = sorting.descending ? 'descending' : 'ascending';
          return (
            <div key={name} role="columnheader" aria-sort={sorts ? direction : undefined} className={className}>
              {by === null ? (
                name
              ) : (
                <button
                  type="button"
                  onClick={() => onSort(turned(sorting, by))}
                  className={`rounded py-1.5 whitespace-nowrap hover:text-ink ${sorts ? 'font-medium text-ink' : ''}`}
                >
                  {sorts && <span aria-hidden="true">{sorting.descending ? '↓ ' : '↑ '}</span>}
                  {name}
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
