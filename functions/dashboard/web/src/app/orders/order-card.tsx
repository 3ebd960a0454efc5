import type { OrderSummary } from '../api/types';
import { toneOf, humanize } from '../format/status';
import { useChannelTitle } from '../queries/use-channels';
import { Badge } from '../ui/badge';
import { Money } from '../ui/money';
import { Age } from '../ui/time';
import { OrderName } from './order-name';
import { ProfitCell } from './profit-cell';

/** An order in a list that is too narrow for a table. */
export function OrderCard({ order }: { order: OrderSummary }) {
  const titleOf = useChannelTitle();
  return (
    <>
      <span className="flex items-center gap-2">
        <OrderName order={order} />
        <Badge tone={toneOf(order.status)}>{humanize(order.status)}</Badge>
        <span className="ml-auto pl-2">
          <Money amount={order.total} currency={order.currency} />
        </span>
      </span>
      <span className="flex items-center gap-2 text-muted">
        <span className="shrink-0">{orderSummary(order, titleOf(order.source))}</span>
        <span className="min-w-0 flex-1 text-right">
          <ProfitCell order={order} />
        </span>
        <span className="min-w-16 shrink-0 text-right whitespace-nowrap">
          <Age time={order.placed_at} />
        </span>
      </span>
    </>
  );
}

/** The channel, the number of items and the shipment status. */
function orderSummary({ items, shipment }: OrderSummary, title: string): string {
  const units = `${items} ${items === 1 ? 'item' : 'items'}`;
  return [title, units, ...(shipment === null ? [] : [humanize(shipment).toLowerCase()])].join(' · ');
}
