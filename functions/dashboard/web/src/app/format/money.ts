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

function formatDecimal(digits: bigint, scale: number): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const point = text.length - scale;
  return `${digits < 0n ? '-' : ''}${text.slice(0, point)}${scale > 0 ? `.${text.slice(point)}` : ''}`;
}

/** The exact sum of decimal strings; invalid ones count as 0. */
export function sum(amounts: readonly string[]): string {
  const decimals = amounts.map(read).filter((decimal) => decimal !== null);
  const scale = Math.max(0, ...decimals.map((decimal) => decimal.scale));
  return formatDecimal(
    decimals.reduce((total, decimal) => total + scaled(decimal, scale), 0n),
    scale,
  );
}

/** Compares two decimal strings, as `sort` expects. */
export function compareAmounts(a: string, b: string): number {
  const [x, y] = [read(a), read(b)];
  if (!x || !y) return (x ? 1 : 0) - (y ? 1 : 0);
  const scale = Math.max(x.scale, y.scale);
  const [left, right] = [scaled(x, scale), scaled(y, scale)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether a decimal string is negative. */
export function isNegative(amount: string): boolean {
  return (read(amount)?.digits ?? 0n) < 0n;
}

/** The amount with the opposite sign; 0 has no sign. */
export function negate(amount: string): string {
  const decimal = read(amount);
  return decimal ? formatDecimal(-decimal.digits, decimal.scale) : amount;
}

/** A price multiplied by a quantity; empty if either is invalid. */
export function multiply(price: string, quantity: number): string {
  const decimal = read(price);
  return decimal && Number.isSafeInteger(quantity)
    ? formatDecimal(decimal.digits * BigInt(quantity), decimal.scale)
    : '';
}

const formatters = new Map<string, Intl.NumberFormat | null>();

function formatter(currency: string): Intl.NumberFormat | null {
  const cached = formatters.get(currency);
  if (cached !== undefined) return cached;
  let created: Intl.NumberFormat | null;
  try {
    created = new Intl.NumberFormat(undefined, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  } catch {
    created = null;
  }
  formatters.set(currency, created);
  return created;
}

/** An amount in the user's locale and its currency, with all digits; the bare number without a currency. */
export function money(amount: string, currency: string | null): string {
  const currencyFormat = currency !== null && read(amount) ? formatter(currency) : null;
  // `format` takes a decimal string, which avoids rounding through a binary number.
  return currencyFormat
    ? currencyFormat.format(amount as Intl.StringNumericLiteral)
    : [amount, currency].filter(Boolean).join(' ');
}
