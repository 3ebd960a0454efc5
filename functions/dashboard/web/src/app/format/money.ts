const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** An exact decimal: `digits` divided by ten to the power of `scale`. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

function read(text: string): Decimal | null {
  const match = DECIMAL.exec(text);
  if (!match) return null;
  const [, sign = '', whole = '', fraction = ''] = match;
  return { digits: BigInt(sign + whole + fraction), scale: fraction.length };
}

function scaled({ digits, scale }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - scale);
}

function written(digits: bigint, scale: number): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const point = text.length - scale;
  return `${digits < 0n ? '-' : ''}${text.slice(0, point)}${scale > 0 ? `.${text.slice(point)}` : ''}`;
}

/** The exact sum of decimal texts; what is none counts as nothing. */
export function sum(amounts: readonly string[]): string {
  const decimals = amounts.map(read).filter((decimal) => decimal !== null);
  const scale = Math.max(0, ...decimals.map((decimal) => decimal.scale));
  return written(
    decimals.reduce((total, decimal) => total + scaled(decimal, scale), 0n),
    scale,
  );
}

/** Which of two decimal texts is larger, as `sort` wants it. */
export function compareAmounts(a: string, b: string): number {
  const [x, y] = [read(a), read(b)];
  if (!x || !y) return (x ? 1 : 0) - (y ? 1 : 0);
  const scale = Math.max(x.scale, y.scale);
  const [left, right] = [scaled(x, scale), scaled(y, scale)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether a decimal text is below zero. */
export function isNegative(amount: string): boolean {
  return (read(amount)?.digits ?? 0n) < 0n;
}

/** The same amount with the other sign; nothing has none. */
export function negated(amount: string): string {
  const decimal = read(amount);
  return decimal ? written(-decimal.digits, decimal.scale) : amount;
}

/** The price of several units. */
export function times(price: string, quantity: number): string {
  const decimal = read(price);
  return decimal && Number.isSafeInteger(quantity) ? written(decimal.digits * BigInt(quantity), decimal.scale) : '';
}

const formatters = new Map<string, Intl.NumberFormat | null>();

function formatter(currency: string): Intl.NumberFormat | null {
  const known = formatters.get(currency);
  if (known !== undefined) return known;
  let made: Intl.NumberFormat | null;
  try {
    made = new Intl.NumberFormat(undefined, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  } catch {
    made = null;
  }
  formatters.set(currency, made);
  return made;
}

/** An amount as the viewer's locale and the currency write it, digit for digit; without a currency the bare number. */
export function money(amount: string, currency: string | null): string {
  const made = currency !== null && read(amount) ? formatter(currency) : null;
  // A decimal text is formatted as it is: no rounding through a binary number.
  return made ? made.format(amount as Intl.StringNumericLiteral) : [amount, currency].filter(Boolean).join(' ');
}
