import { Link } from 'wouter';

import { channelName } from '../channels/channel-names';
import { isNegative } from '../format/money';
import { clockTime } from '../format/time';
import { Card, NotAvailable } from '../ui/card';
import { Money } from '../ui/money';
import { type BookLine, type Sums, booksOf, totalsOf } from './revenue';
import { useWeek } from './overview-queries';

/** What is summed up, and of when. */
const SUMS = ['Orders', 'Revenue', 'Profit'];
const SPANS = ['Today', '7 days'];

/** Revenue and profit of today and of the last 7 days, by channel. */
export function Books() {
  const { data, error } = useWeek();
  const lines = data ? booksOf(data) : [];
  const totals = totalsOf(lines);
  return (
    <Card
      title="Revenue and profit"
      aside={
        typeof data?.complete_until === 'string' && (
          <span className="text-muted">{`orders counted up to ${clockTime(data.complete_until)}`}</span>
        )
      }
    >
      {error && <NotAvailable what="Sums of orders are" />}
      {data && lines.length === 0 && (
        <p className="text-muted">
          {data.complete_until === null
            ? 'Orders are summed up once a minute; the first sums are on their way.'
            : 'No order of the last 7 days was counted.'}{' '}
          <Link href="/orders" className="text-accent underline">
            All orders
          </Link>
        </p>
      )}
      {lines.length > 0 && (
        // What does not fit is scrolled to, by keyboard too.
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
              {lines.map((line) => (
                <Line key={`${line.channel} ${line.currency}`} name={channelName(line.channel)} line={line} />
              ))}
            </tbody>
            <tfoot className="font-medium [&_th]:font-medium">
              {totals.map((line) => (
                <Line
                  key={line.currency ?? ''}
                  name={line.currency === null ? 'Total, currency unknown' : `Total, ${line.currency}`}
                  line={line}
                />
              ))}
            </tfoot>
          </table>
        </div>
      )}
    </Card>
  );
}

function Line({ name, line: { currency, today, week } }: { name: string; line: BookLine }) {
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
  sums: Sums;
  currency: string | null;
}) {
  const known = orders > unknownProfit;
  return (
    <>
      <td className="py-1 pl-4">{orders.toLocaleString()}</td>
      <td className="py-1 pl-4">
        <Money amount={orders > unknownRevenue ? revenue : null} currency={currency} />
        <Unknown count={unknownRevenue} />
      </td>
      <td className={`py-1 pl-4 ${known && isNegative(profit) ? 'text-bad' : ''}`}>
        <Money amount={known ? profit : null} currency={currency} />
        <Unknown count={unknownProfit} />
      </td>
    </>
  );
}

function Unknown({ count }: { count: number }) {
  if (count === 0) return null;
  return <span className="block text-xs font-normal text-muted">{`${count.toLocaleString()} not known`}</span>;
}
