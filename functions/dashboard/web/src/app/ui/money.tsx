import { money } from '../format/money';

/** An amount, or a dash if it is unknown. */
export function Money({ amount, currency }: { amount: string | null; currency: string | null }) {
  if (amount === null) return <span className="text-muted">–</span>;
  return <span className="whitespace-nowrap tabular-nums">{money(amount, currency)}</span>;
}
