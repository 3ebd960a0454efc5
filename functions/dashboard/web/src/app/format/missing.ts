import { own } from './table';

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

/** All that is missing, in as few words as a row of a list has room for. */
export function missingShort(missing: readonly string[]): string {
  const kinds = new Set(
    missing.map((name) =>
      name.startsWith('cost') ? 'unit cost' : name.startsWith('fee:') ? 'fees' : missingPart(name).replace(/^the /, ''),
    ),
  );
  return [...kinds].join(', ');
}
