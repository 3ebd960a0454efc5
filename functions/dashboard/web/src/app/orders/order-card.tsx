import type { OrderLine } from '../api/types';
import { channelName } from '../channels/channel-names';
import { toneOf, words } from '../format/status';
import { Badge } from '../ui/badge';
import { Money } from '../ui/money';
import { Age } from '../ui/time';
import { Profit } from './profit-cell';

/** One order where there is no room for a table. */
export function OrderCard({ order }: { order: OrderLine }) {
  return (
    <>
      <span className="flex items-center gap-2">
        <span className="min-w-0 truncate font-medium">{order.name}</span>
        <Badge tone={toneOf(order.status)}>{words(order.status)}</Badge>
        <span className="ml-auto pl-2">
          <Money amount={order.total} currency={order.currency} />
        </span>
      </span>
      <span className="flex items-center gap-2 text-muted">
        <span className="shrink-0">{gist(order)}</span>
        <span className="min-w-0 flex-1 text-right">
          <Profit order={order} />
        </span>
        <span className="min-w-16 shrink-0 text-right whitespace-nowrap">
          <Age time={order.placed_at} />
        </span>
      </span>
    </>
  );
}

/** What there is room for besides: where it comes from, how much, and where its parcel is. */
function gist({ source, items, shipment }: OrderLine): string {
  const units = `${items} ${items === 1 ? 'item' : 'items'}`;
  return [channelName(source), units, ...(shipment === null ? [] : [words(shipment).toLowerCase()])].join(' · ');
}
