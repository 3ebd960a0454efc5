import { type SortFn, createColumnHelper } from '@tanstack/react-table';
import type { ReactNode } from 'react';

import type { OrderSummary } from '../api/types';
import { compareAmounts } from '../format/money';
import { toneOf, humanize } from '../format/status';
import { ChannelTitle } from '../queries/channel-title';
import { Badge } from '../ui/badge';
import { Money } from '../ui/money';
import type { Features } from '../ui/table/table-features';
import { Age } from '../ui/time';
import { OrderName } from './order-name';
import { ProfitCell } from './profit-cell';

const helper = createColumnHelper<Features, OrderSummary>();
const names = new Intl.Collator(undefined, { numeric: true });

/** Compares text naturally: numbers in it by their value. */
const byText: SortFn<Features, OrderSummary> = (a, b, column) =>
  names.compare(a.getValue<string>(column), b.getValue<string>(column));

interface Amount {
  readonly amount: string;
  readonly currency: string;
}

/** Compares amounts of the same currency; different currencies by name. */
const byAmount: SortFn<Features, OrderSummary> = (a, b, column) => {
  const [one, other] = [a.getValue<Amount>(column), b.getValue<Amount>(column)];
  return names.compare(one.currency, other.currency) || compareAmounts(one.amount, other.amount);
};

/** `undefined` for an unknown amount, which the table sorts last in both directions. */
function amountOf({ currency }: OrderSummary, amount: string | null): Amount | undefined {
  return amount === null ? undefined : { amount, currency: currency ?? '' };
}

/** On the cell itself, so that the ellipsis has the same color. */
const MUTED = 'block truncate text-muted';

function Muted({ children }: { children: ReactNode }) {
  return <span className={MUTED}>{children}</span>;
}

/**
 * The columns of the order list. `placed` returns the version of an order by which the list sorts it: the version that
 * the order had when it first got its place in the list.
 */
export function columnsOf(placed: (order: OrderSummary) => OrderSummary) {
  return helper.columns([
    helper.accessor((order) => placed(order).name, {
      id: 'name',
      header: 'Order',
      cell: ({ row }) => <OrderName order={row.original} />,
      sortFn: byText,
      sortDescFirst: false,
      meta: { track: 'minmax(7.5rem,2fr)', isLink: true },
    }),
    helper.accessor((order) => placed(order).source, {
      id: 'channel',
      header: 'Channel',
      cell: ({ row }) => (
        <Muted>
          <ChannelTitle channel={row.original.source} />
        </Muted>
      ),
      sortFn: byText,
      sortDescFirst: false,
      meta: { track: 'minmax(4.5rem,0.8fr)' },
    }),
    helper.accessor((order) => placed(order).status, {
      id: 'status',
      header: 'Status',
      cell: ({ row }) => <Badge tone={toneOf(row.original.status)}>{humanize(row.original.status)}</Badge>,
      sortFn: byText,
      sortDescFirst: false,
      meta: { track: 'minmax(8.5rem,0.8fr)' },
    }),
    helper.accessor('payment', {
      header: 'Payment',
      cell: ({ row }) => <Muted>{humanize(row.original.payment)}</Muted>,
      enableSorting: false,
      meta: { track: 'minmax(5.5rem,0.9fr)', minWidth: 928 },
    }),
    helper.accessor('fulfilment', {
      header: 'Fulfillment',
      cell: ({ row }) => <Muted>{humanize(row.original.fulfilment)}</Muted>,
      enableSorting: false,
      meta: { track: 'minmax(6rem,1fr)', minWidth: 1032 },
    }),
    helper.accessor('shipment', {
      header: 'Shipment',
      cell: ({ row: { original } }) => <Muted>{original.shipment === null ? '–' : humanize(original.shipment)}</Muted>,
      enableSorting: false,
      meta: { track: 'minmax(5.5rem,1fr)', minWidth: 776 },
    }),
    helper.accessor((order) => placed(order).items, {
      id: 'items',
      header: 'Items',
      cell: ({ row }) => row.original.items,
      sortFn: (a, b) => a.getValue<number>('items') - b.getValue<number>('items'),
      sortDescFirst: true,
      meta: { track: '3rem', minWidth: 832, align: 'right' },
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
      cell: ({ row }) => <ProfitCell order={row.original} />,
      sortFn: byAmount,
      sortUndefined: 'last',
      sortDescFirst: true,
      meta: { track: 'minmax(6rem,1.2fr)', minWidth: 680, align: 'right' },
    }),
    helper.accessor('placed_at', {
      id: 'placed',
      header: 'Placed',
      cell: ({ row }) => <RelativeTime time={row.original.placed_at} />,
      sortFn: byText,
      sortDescFirst: true,
      meta: { track: '6rem', align: 'right' },
    }),
    helper.accessor((order) => placed(order).updated_at, {
      id: 'changed',
      header: 'Updated',
      cell: ({ row }) => <RelativeTime time={row.original.updated_at} />,
      sortFn: byText,
      sortDescFirst: true,
      meta: { track: '6rem', minWidth: 1136, align: 'right' },
    }),
  ]);
}

function RelativeTime({ time }: { time: string }) {
  return (
    <span className={MUTED}>
      <Age time={time} />
    </span>
  );
}
