import type { OrderSummary } from '../api/types';
import { shortMissing } from '../format/missing-profit-inputs';
import { isNegative } from '../format/money';
import { Money } from '../ui/money';

/** The profit of an order, or its first missing input. */
export function ProfitCell({ order }: { order: OrderSummary }) {
  if (order.profit !== null) {
    return (
      <span className={isNegative(order.profit) ? 'text-bad' : ''}>
        <Money amount={order.profit} currency={order.currency} />
      </span>
    );
  }
  return (
    <span className="block truncate text-muted">
      {order.missing.length === 0 ? '–' : `no ${shortMissing(order.missing)}`}
    </span>
  );
}
