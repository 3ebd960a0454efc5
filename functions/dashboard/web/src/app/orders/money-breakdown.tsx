import type { ReactNode } from 'react';

import type { OrderDetail, ProfitParts } from '../api/types';
import { missingPart } from '../format/missing-profit-inputs';
import { isNegative, negated } from '../format/money';
import { Money } from '../ui/money';
import { At } from '../ui/time';

const PARTS: readonly (readonly [part: keyof ProfitParts, name: string])[] = [
  ['paid', 'Paid by the customer'],
  ['refunded', 'Refunded'],
  ['tax', 'Tax'],
  ['channel_fee', 'Channel’s fee'],
  ['payment_fee', 'Payment fee'],
  ['shipping', 'Shipping'],
  ['goods', 'Cost of goods'],
];

/** From what the customer paid down to what is left. */
export function MoneyBreakdown({ order }: { order: OrderDetail }) {
  const { profit_parts: parts, currency, profit, missing } = order;
  return (
    <>
      <dl>
        <Row name="Total" value={<Money amount={order.total} currency={currency} />} />
        {parts &&
          PARTS.map(([part, name]) => (
            <Row
              key={part}
              name={name}
              value={<Money amount={part === 'paid' ? parts.paid : taken(parts[part])} currency={currency} />}
            />
          ))}
        <div className="flex justify-between gap-4 border-t border-edge py-1 font-medium">
          <dt>Profit</dt>
          <dd className={profit !== null && isNegative(profit) ? 'text-bad' : ''}>
            {profit === null ? 'Not known yet' : <Money amount={profit} currency={currency} />}
          </dd>
        </div>
      </dl>
      {profit === null && missing.length > 0 && (
        <div className="mt-2 rounded bg-sunken p-3">
          <p>What is missing to say it:</p>
          <ul className="list-disc pl-5">
            {missing.map((name) => (
              <li key={name} className="break-words">
                {missingPart(name)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {order.refunds.length > 0 && (
        <ul className="mt-2 text-muted">
          {order.refunds.map((refund) => (
            <li key={refund.id}>
              <At time={refund.created_at} />: <Money amount={refund.amount} currency={refund.currency ?? currency} />{' '}
              refunded{refund.units > 0 && `, ${refund.units} ${refund.units === 1 ? 'unit' : 'units'}`}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** An amount that goes off. */
function taken(amount: string | null): string | null {
  return amount === null ? null : negated(amount);
}

function Row({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div className="flex justify-between gap-4 py-0.5">
      <dt className="text-muted">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
