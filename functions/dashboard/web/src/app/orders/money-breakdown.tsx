import type { ReactNode } from 'react';

import type { OrderDetail, ProfitBreakdown } from '../api/types';
import { describeMissing } from '../format/missing-profit-inputs';
import { isNegative, negate } from '../format/money';
import { Money } from '../ui/money';
import { Timestamp } from '../ui/time';

const AMOUNTS: readonly (readonly [part: keyof ProfitBreakdown, name: string])[] = [
  ['paid', 'Paid by the customer'],
  ['refunded', 'Refunded'],
  ['tax', 'Tax and duties'],
  ['channel_fee', 'Channel fee'],
  ['payment_fee', 'Payment fee'],
  ['shipping', 'Shipping'],
  ['goods', 'Cost of goods'],
];

/** From the customer's payment to the profit. */
export function MoneyBreakdown({ order }: { order: OrderDetail }) {
  const { profit_parts: parts, currency, profit, missing } = order;
  return (
    <>
      <dl>
        <Row name="Total" value={<Money amount={order.total} currency={currency} />} />
        {parts &&
          AMOUNTS.map(([part, name]) => (
            <Row
              key={part}
              name={name}
              value={<Money amount={part === 'paid' ? parts.paid : deduction(parts[part])} currency={currency} />}
            />
          ))}
        <div className="flex justify-between gap-4 border-t border-edge py-1 font-medium">
          <dt>Profit</dt>
          <dd className={profit !== null && isNegative(profit) ? 'text-bad' : ''}>
            {profit === null ? 'Incomplete' : <Money amount={profit} currency={currency} />}
          </dd>
        </div>
      </dl>
      {profit === null && missing.length > 0 && (
        <div className="mt-2 rounded bg-sunken p-3">
          <p>Profit is incomplete. Missing:</p>
          <ul className="list-disc pl-5">
            {missing.map((name) => (
              <li key={name} className="break-words">
                {describeMissing(name)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {order.refunds.length > 0 && (
        <ul className="mt-2 text-muted">
          {order.refunds.map((refund) => (
            <li key={refund.id}>
              <Timestamp time={refund.created_at} />:{' '}
              <Money amount={refund.amount} currency={refund.currency ?? currency} /> refunded
              {refund.pending === true && ', the rest is pending'}
              {refund.units > 0 && `, ${refund.units} ${refund.units === 1 ? 'unit' : 'units'}`}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** An amount that is subtracted. */
function deduction(amount: string | null): string | null {
  return amount === null ? null : negate(amount);
}

function Row({ name, value }: { name: string; value: ReactNode }) {
  return (
    <div className="flex justify-between gap-4 py-0.5">
      <dt className="text-muted">{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
