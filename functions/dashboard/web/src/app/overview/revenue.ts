import type { OrderStatistics, OrderSums } from '../api/types';
import { sum } from '../format/money';

/** Revenue and profit of a span of days. */
export interface Sums {
  readonly orders: number;
  readonly revenue: string;
  readonly profit: string;
  readonly unknownRevenue: number;
  readonly unknownProfit: number;
}

/** One channel's and currency's line in the books. */
export interface BookLine {
  readonly channel: string;
  readonly currency: string | null;
  readonly today: Sums;
  readonly week: Sums;
}

const NOTHING: Sums = { orders: 0, revenue: '0', profit: '0', unknownRevenue: 0, unknownProfit: 0 };

/** The lines of the books, by channel and currency. The last day is today. */
export function booksOf({ days }: Pick<OrderStatistics, 'days'>): BookLine[] {
  const lines = new Map<string, BookLine>();
  days.forEach(({ sums }, place) => {
    for (const one of sums) {
      const key = `${one.source} ${one.currency ?? ''}`;
      const line = lines.get(key) ?? { channel: one.source, currency: one.currency, today: NOTHING, week: NOTHING };
      const week = added(line.week, one);
      lines.set(key, { ...line, week, today: place === days.length - 1 ? added(line.today, one) : line.today });
    }
  });
  return [...lines.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

/** All channels of one currency together; one line for each currency. */
export function totalsOf(lines: readonly BookLine[]): BookLine[] {
  const totals = new Map<string | null, BookLine>();
  for (const line of lines) {
    const before = totals.get(line.currency) ?? { channel: '', currency: line.currency, today: NOTHING, week: NOTHING };
    totals.set(line.currency, {
      ...before,
      today: together(before.today, line.today),
      week: together(before.week, line.week),
    });
  }
  return [...totals.values()];
}

function added(before: Sums, { orders, revenue, profit, unknown_revenue, unknown_profit }: OrderSums): Sums {
  return together(before, { orders, revenue, profit, unknownRevenue: unknown_revenue, unknownProfit: unknown_profit });
}

function together(a: Sums, b: Sums): Sums {
  return {
    orders: a.orders + b.orders,
    revenue: sum([a.revenue, b.revenue]),
    profit: sum([a.profit, b.profit]),
    unknownRevenue: a.unknownRevenue + b.unknownRevenue,
    unknownProfit: a.unknownProfit + b.unknownProfit,
  };
}
