import { lookup } from './lookup';

/** The input names of docs/profit.md. */
const INPUTS: Readonly<Record<string, string>> = {
  payment: 'the full payment',
  total: 'the total',
  tax: 'the tax',
  currency: 'the currency',
  profit: 'the first computation of the profit',
  'fee:channel': 'the channel’s fee',
  'fee:payment': 'the payment fee',
  'fee:shipping': 'the shipping cost',
  'currency:fees': 'fees in the order’s currency',
};

/** An input that is missing for a profit, as text. */
export function describeMissing(name: string): string {
  const input = lookup(INPUTS, name);
  if (input !== undefined) return input;
  const line = /^cost:line (.+)$/.exec(name);
  if (line) return `an SKU (line item ${line[1]})`;
  const cost = /^cost:(.+)$/.exec(name);
  if (cost) return `the unit cost of ${cost[1]}`;
  const more = /^costs:(\d+) more$/.exec(name);
  if (more) return `${more[1]} more unit costs`;
  return name;
}

/** The first missing input and the number of others, for a list row. */
export function shortMissing(missing: readonly string[]): string {
  const [first = '', ...others] = new Set(missing.map(kindOf));
  return others.length === 0 ? first : `${first} +${others.length}`;
}

function kindOf(name: string): string {
  if (name.startsWith('cost')) return 'cost';
  return name.startsWith('fee:') ? 'fee' : describeMissing(name).replace(/^(the|its) /, '');
}
