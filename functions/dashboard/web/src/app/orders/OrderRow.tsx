import { Link } from 'wouter';

import type { OrderLine } from '../api/types';
import { channelName } from '../format/channel';
import { withSearch } from '../format/link';
import { toneOf, words } from '../format/words';
import { Badge } from '../ui/Badge';
import { Money } from '../ui/Money';
import { Age } from '../ui/Time';
import { useJustChanged } from '../ui/useJustChanged';
import { COLUMNS, ROOMY } from './columns';
import { Profit } from './Profit';

interface RowProps {
  readonly order: OrderLine;
  readonly open: boolean;
  readonly search: string;
}

function hrefOf({ integration, id }: OrderLine, search: string): string {
  return withSearch(`/orders/${encodeURIComponent(integration)}/${encodeURIComponent(id)}`, search);
}

/** What of an order is told when it changes. */
function standing({ status, payment, fulfilment, shipment, total, refunded }: OrderLine): string {
  return [status, payment, fulfilment, shipment, total, refunded].join('|');
}

/** One order of the list. All of it is the way to its detail. */
export function OrderRow({ order, open, search }: RowProps) {
  const changed = useJustChanged(standing(order));
  const look = open ? 'bg-chosen' : 'hover:bg-sunken';
  return (
    <div
      key={changed}
      role="row"
      className={`relative h-full border-b border-line ${COLUMNS} ${look} ${changed > 0 ? 'just-changed' : ''}`}
    >
      <div role="cell" className="min-w-0">
        <Link
          href={hrefOf(order, search)}
          aria-current={open ? 'true' : undefined}
          className="block truncate font-medium -outline-offset-2 after:absolute after:inset-0"
        >
          {order.name}
        </Link>
      </div>
      <Cell>{channelName(order.source)}</Cell>
      <div role="cell">
        <Badge tone={toneOf(order.status)}>{words(order.status)}</Badge>
      </div>
      <Cell className={ROOMY}>{words(order.payment)}</Cell>
      <Cell className={ROOMY}>{words(order.fulfilment)}</Cell>
      <Cell>{order.shipment === null ? '–' : words(order.shipment)}</Cell>
      <div role="cell" className={`text-right tabular-nums ${ROOMY}`}>
        {order.items}
      </div>
      <div role="cell" className="text-right">
        <Money amount={order.total} currency={order.currency} />
      </div>
      <div role="cell" className="relative min-w-0 text-right">
        <Profit order={order} />
      </div>
      <div role="cell" className="text-right text-muted">
        <Age time={order.placed_at} />
      </div>
    </div>
  );
}

function Cell({ children, className = '' }: { children: string; className?: string }) {
  return (
    <div role="cell" className={`truncate text-muted ${className}`}>
      {children}
    </div>
  );
}

/** One order where there is no room for a table. */
export function OrderCard({ order, open, search }: RowProps) {
  const changed = useJustChanged(standing(order));
  const look = open ? 'bg-chosen' : 'hover:bg-sunken';
  return (
    <Link
      key={changed}
      href={hrefOf(order, search)}
      aria-current={open ? 'true' : undefined}
      className={`flex h-full flex-col justify-center gap-0.5 border-b border-line px-4 -outline-offset-2 ${look} ${changed > 0 ? 'just-changed' : ''}`}
    >
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">{order.name}</span>
        <Money amount={order.total} currency={order.currency} />
      </span>
      <span className="flex items-center gap-2 text-muted">
        <Badge tone={toneOf(order.status)}>{words(order.status)}</Badge>
        <span className="min-w-0 flex-1 truncate">{channelName(order.source)}</span>
        <Age time={order.placed_at} />
      </span>
    </Link>
  );
}
