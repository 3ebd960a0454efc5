import { type SortFn, createColumnHelper } from '@tanstack/react-table';

import type { OrderLine } from '../api/types';
import { channelName } from '../channels/channel-names';
import { compareAmounts } from '../format/money';
import { toneOf, words } from '../format/status';
import { Badge } from '../ui/badge';
import { Money } from '../ui/money';
import { Age } from '../ui/time';
import type { Features } from '../ui/table/table-features';
import { Profit } from './profit-cell';

const helper = createColumnHelper<Features, OrderLine>();
const names = new Intl.Collator(undefined, { numeric: true });

/** Numbers in a text count as numbers. */
const byText: SortFn<Features, OrderLine> = (a, b, column) =>
  names.compare(a.getValue<string>(column), b.getValue<string>(column));

interface Amount {
  readonly amount: string;
  readonly currency: string;
}

/** Within a currency. */
const byAmount: SortFn<Features, OrderLine> = (a, b, column) => {
  const [one, other] = [a.getValue<Amount>(column), b.getValue<Amount>(column)];
  return names.compare(one.currency, other.currency) || compareAmounts(one.amount, other.amount);
};

/** What is not known is `undefined`: it comes last, however it is sorted. */
function amountOf({ currency }: OrderLine, amount: string | null): Amount | undefined {
  return amount === null ? undefined : { amount, currency: currency ?? '' };
}

/** Where it is cut, the dots have its colour too. */
const MUTED = 'block truncate text-muted';

function Muted({ children }: { children: string }) {
  return <span className={MUTED}>{children}</span>;
}

/** The columns of the list. `placed` gives the order as it was when it got its place: what it is sorted by. */
export function columnsOf(placed: (order: OrderLine) => OrderLine) {
  return helper.columns([
    helper.accessor((order) => placed(order).name, {
      id: 'name',
      header: 'Order',
      cell: ({ row }) => <span className="font-medium">{row.original.name}</span>,
      sortFn: byText,
      sortDescFirst: false,
      meta: { track: 'minmax(7.5rem,2fr)', leads: true },
    }),
    helper.accessor((order) => placed(order).source, {
      id: 'channel',
      header: 'Channel',
      cell: ({ row }) => <Muted>{channelName(row.original.source)}</Muted>,
      sortFn: byText,
      sortDescFirst: false,
      meta: { track: 'minmax(4.5rem,0.8fr)' },
    }),
    helper.accessor((order) => placed(order).status, {
      id: 'status',
      header: 'Status',
      cell: ({ row }) => <Badge tone={toneOf(row.original.status)}>{words(row.original.status)}</Badge>,
      sortFn: byText,
      sortDescFirst: false,
      meta: { track: 'minmax(8.5rem,0.8fr)' },
    }),
    helper.accessor('payment', {
      header: 'Payment',
      cell: ({ row }) => <Muted>{words(row.original.payment)}</Muted>,
      enableSorting: false,
      meta: { track: 'minmax(5.5rem,0.9fr)', from: 928 },
    }),
    helper.accessor('fulfilment', {
      header: 'Fulfilment',
      cell: ({ row }) => <Muted>{words(row.original.fulfilment)}</Muted>,
      enableSorting: false,
      meta: { track: 'minmax(6rem,1fr)', from: 1032 },
    }),
    helper.accessor('shipment', {
      header: 'Shipment',
      cell: ({ row: { original } }) => <Muted>{original.shipment === null ? '–' : words(original.shipment)}</Muted>,
      enableSorting: false,
      meta: { track: 'minmax(5.5rem,1fr)', from: 776 },
    }),
    helper.accessor((order) => placed(order).items, {
      id: 'items',
      header: 'Items',
      cell: ({ row }) => row.original.items,
      sortFn: (a, b) => a.getValue<number>('items') - b.getValue<number>('items'),
      sortDescFirst: true,
      meta: { track: '3rem', from: 832, align: 'right' },
    }),
    helper.accessor((order) => amountOf(placed(order), placed(order).total), {
      id: 'total',
      header: 'Total',
      cell: ({ row }) => <Money amount={row.original.total} currency={row.original.currency} />,
      sortFn: byAmount,
      sortUndefined: 'last',
      sortDescFirst: true,
      meta: { track: 'minmax(5.5rem,1fr)', align: 'right' },
    }),
    helper.accessor((order) => amountOf(placed(order), placed(order).profit), {
      id: 'profit',
      header: 'Profit',
      cell: ({ row }) => <Profit order={row.original} />,
      sortFn: byAmount,
      sortUndefined: 'last',
      sortDescFirst: true,
      meta: { track: 'minmax(6rem,1.2fr)', from: 680, align: 'right' },
    }),
    helper.accessor('placed_at', {
      id: 'placed',
      header: 'Placed',
      cell: ({ row }) => <When time={row.original.placed_at} />,
      sortFn: byText,
      sortDescFirst: true,
      meta: { track: '6rem', align: 'right' },
    }),
    helper.accessor((order) => placed(order).updated_at, {
      id: 'changed',
      header: 'Changed',
      cell: ({ row }) => <When time={row.original.updated_at} />,
      sortFn: byText,
      sortDescFirst: true,
      meta: { track: '6rem', from: 1136, align: 'right' },
    }),
  ]);
}

function When({ time }: { time: string }) {
  return (
    <span className={MUTED}>
      <Age time={time} />
    </span>
  );
}
