import { own } from './lookup';

/** As docs/profit.md names them. */
const PARTS: Readonly<Record<string, string>> = {
  payment: 'the full payment',
  total: 'the total',
  tax: 'the tax',
  currency: 'the currency',
  profit: 'its first reckoning',
  'fee:channel': 'the channel’s fee',
  'fee:payment': 'the payment fee',
  'fee:shipping': 'the shipping cost',
  'currency:fees': 'fees in its currency',
};

/** What is missing for a profit, in words. */
export function missingPart(name: string): string {
  const part = own(PARTS, name);
  if (part !== undefined) return part;
  const line = /^cost:line (.+)$/.exec(name);
  if (line) return `an article number (line ${line[1]})`;
  const cost = /^cost:(.+)$/.exec(name);
  if (cost) return `the unit cost of ${cost[1]}`;
  const more = /^costs:(\d+) more$/.exec(name);
  if (more) return `${more[1]} more unit costs`;
  return name;
}

/** What is missing first, and how much more: as much as a row of a list has room for. */
export function missingShort(missing: readonly string[]): string {
  const [first = '', ...others] = new Set(missing.map(kindOf));
  return others.length === 0 ? first : `${first} +${others.length}`;
}

function kindOf(name: string): string {
  if (name.startsWith('cost')) return 'cost';
  return name.startsWith('fee:') ? 'fee' : missingPart(name).replace(/^(the|its) /, '');
}
