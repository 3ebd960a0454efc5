import { money } from '../format/money';

/** An amount; a dash where it is not known. */
export function Money({ amount, currency }: { amount: string | null; currency: string | null }) {
  if (amount === null) return <span className="text-muted">–</span>;
  return <span className="whitespace-nowrap tabular-nums">{money(amount, currency)}</span>;
}
