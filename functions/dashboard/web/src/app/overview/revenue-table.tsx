import { Link } from 'wouter';

import { isNegative } from '../format/money';
import { clockTime } from '../format/time';
import { useChannelTitle } from '../queries/use-channels';
import { Card, NotAvailable } from '../ui/card';
import { Money } from '../ui/money';
import { useWeek } from './overview-queries';
import { type RevenueRow, type PeriodTotals, revenueRows, currencyTotals } from './revenue';

/** The column groups, and the columns of each. */
const SUMS = ['Orders', 'Revenue', 'Profit'];
const SPANS = ['Today', '7 days'];

/** Revenue and profit of today and of the last 7 days, by channel. */
export function RevenueTable() {
  const { data, error } = useWeek();
  const titleOf = useChannelTitle();
  const rows = data ? revenueRows(data) : [];
  const totals = currencyTotals(rows);
  return (
    <Card
      title="Revenue and profit"
      aside={
        typeof data?.complete_until === 'string' && (
          <span className="text-muted">{`as of ${clockTime(data.complete_until)}`}</span>
        )
      }
    >
      {error && <NotAvailable what="Order statistics are" />}
      {data && rows.length === 0 && (
        <p className="text-muted">
          {data.complete_until === null
            ? 'Orders are counted once a minute. The first totals will appear shortly.'
            : 'No orders in the last 7 days.'}{' '}
          <Link href="/orders" className="text-accent underline">
            All orders
          </Link>
        </p>
      )}
      {rows.length > 0 && (
        // Focusable, so that the overflow can be scrolled by keyboard.
        <div role="region" aria-label="Revenue and profit by channel" tabIndex={0} className="overflow-x-auto">
          <table className="w-full min-w-[40rem] text-right tabular-nums">
            <colgroup />
            {SPANS.map((span) => (
              <colgroup key={span} span={SUMS.length} />
            ))}
            <thead className="text-muted">
              <tr>
                <td />
                {SPANS.map((span) => (
                  <th key={span} scope="colgroup" colSpan={SUMS.length} className="py-1 pl-4 text-center font-medium">
                    {span}
                  </th>
                ))}
              </tr>
              <tr>
                <th scope="col" className="py-1 text-left font-normal">
                  Channel
                </th>
                {SPANS.flatMap((span) =>
                  SUMS.map((sum) => (
                    <th key={`${sum} ${span}`} scope="col" className="py-1 pl-4 font-normal">
                      {sum}
                    </th>
                  )),
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <RevenueRowCells key={`${row.channel} ${row.currency}`} name={titleOf(row.channel)} row={row} />
              ))}
            </tbody>
            <tfoot className="font-medium [&_th]:font-medium">
              {totals.map((row) => (
                <RevenueRowCells
                  key={row.currency ?? ''}
                  name={row.currency === null ? 'Total, unknown currency' : `Total, ${row.currency}`}
                  row={row}
                />
              ))}
            </tfoot>
          </table>
        </div>
      )}
    </Card>
  );
}

function RevenueRowCells({ name, row: { currency, today, week } }: { name: string; row: RevenueRow }) {
  return (
    <tr className="border-t border-line align-top">
      <th scope="row" className="py-1 text-left font-normal">
        {name}
      </th>
      <Cells sums={today} currency={currency} />
      <Cells sums={week} currency={currency} />
    </tr>
  );
}

function Cells({
  sums: { orders, revenue, profit, unknownRevenue, unknownProfit },
  currency,
}: {
  sums: PeriodTotals;
  currency: string | null;
}) {
  const isProfitKnown = orders > unknownProfit;
  return (
    <>
      <td className="py-1 pl-4">{orders.toLocaleString()}</td>
      <td className="py-1 pl-4">
        <Money amount={orders > unknownRevenue ? revenue : null} currency={currency} />
        <Unknown count={unknownRevenue} />
      </td>
      <td className={`py-1 pl-4 ${isProfitKnown && isNegative(profit) ? 'text-bad' : ''}`}>
        <Money amount={isProfitKnown ? profit : null} currency={currency} />
        <Unknown count={unknownProfit} />
      </td>
    </>
  );
}

function Unknown({ count }: { count: number }) {
  if (count === 0) return null;
  const orders = count === 1 ? 'order' : 'orders';
  return <span className="block text-xs font-normal text-muted">{`without ${count.toLocaleString()} ${orders}`}</span>;
}
