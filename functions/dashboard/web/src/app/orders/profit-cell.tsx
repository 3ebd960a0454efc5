import type { OrderLine } from '../api/types';
import { missingShort } from '../format/missing-profit-inputs';
import { isNegative } from '../format/money';
import { Money } from '../ui/money';

/** What an order earned, or what is missing to say so. */
export function Profit({ order }: { order: OrderLine }) {
  if (order.profit !== null) {
    return (
      <span className={isNegative(order.profit) ? 'text-bad' : ''}>
        <Money amount={order.profit} currency={order.currency} />
      </span>
    );
  }
  return (
    <span className="block truncate text-muted">
      {order.missing.length === 0 ? '–' : `no ${missingShort(order.missing)}`}
    </span>
  );
}
