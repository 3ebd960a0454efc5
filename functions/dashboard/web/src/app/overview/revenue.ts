import type { OrderStatistics, OrderTotals } from '../api/types';
import { sum } from '../format/money';

/** Revenue and profit of a period. */
export interface PeriodTotals {
  readonly orders: number;
  readonly revenue: string;
  readonly profit: string;
  readonly unknownRevenue: number;
  readonly unknownProfit: number;
}

/** The revenue and profit of one channel in one currency. */
export interface RevenueRow {
  readonly channel: string;
  readonly currency: string | null;
  readonly today: PeriodTotals;
  readonly week: PeriodTotals;
}

const NO_ORDERS: PeriodTotals = { orders: 0, revenue: '0', profit: '0', unknownRevenue: 0, unknownProfit: 0 };

/** The rows of the revenue table, by channel and currency. The last day is today. */
export function revenueRows({ days }: Pick<OrderStatistics, 'days'>): RevenueRow[] {
  const rows = new Map<string, RevenueRow>();
  days.forEach(({ sums }, index) => {
    for (const one of sums) {
      const key = `${one.source} ${one.currency ?? ''}`;
      const row = rows.get(key) ?? { channel: one.source, currency: one.currency, today: NO_ORDERS, week: NO_ORDERS };
      const week = addApiSums(row.week, one);
      rows.set(key, { ...row, week, today: index === days.length - 1 ? addApiSums(row.today, one) : row.today });
    }
  });
  return [...rows.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** One total over all channels for each currency. */
export function currencyTotals(rows: readonly RevenueRow[]): RevenueRow[] {
  const totals = new Map<string | null, RevenueRow>();
  for (const row of rows) {
    const before = totals.get(row.currency) ?? {
      channel: '',
      currency: row.currency,
      today: NO_ORDERS,
      week: NO_ORDERS,
    };
    totals.set(row.currency, {
      ...before,
      today: addSums(before.today, row.today),
      week: addSums(before.week, row.week),
    });
  }
  return [...totals.values()];
}

function addApiSums(
  before: PeriodTotals,
  { orders, revenue, profit, unknown_revenue, unknown_profit }: OrderTotals,
): PeriodTotals {
  return addSums(before, { orders, revenue, profit, unknownRevenue: unknown_revenue, unknownProfit: unknown_profit });
}

function addSums(a: PeriodTotals, b: PeriodTotals): PeriodTotals {
  return {
    orders: a.orders + b.orders,
    revenue: sum([a.revenue, b.revenue]),
    profit: sum([a.profit, b.profit]),
    unknownRevenue: a.unknownRevenue + b.unknownRevenue,
    unknownProfit: a.unknownProfit + b.unknownProfit,
  };
}
