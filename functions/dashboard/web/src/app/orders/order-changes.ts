import type { Change, HistoryEntry } from '../api/types';
import { money } from '../format/money';
import { own } from '../format/lookup';
import { minuteTime } from '../format/time';
import { words } from '../format/status';

/** What one thing became by a delivery. */
export interface Told {
  /** Tells it from the others of the same delivery. */
  readonly key: string;
  readonly what: string;
  /** `null` where there was nothing before. */
  readonly from: string | null;
  /** `null` where there is nothing any more. */
  readonly to: string | null;
}

const FIELDS: Readonly<Record<string, string>> = {
  payment: 'Payment',
  fulfilment: 'Fulfilment',
  cancelled_at: 'Cancelled',
  'contents.total': 'Total',
  'contents.tax': 'Tax',
  'contents.name': 'Name',
  'contents.placed_at': 'Placed',
  status: 'Status',
  'status.step': 'Status',
  'tracking.courier': 'Courier',
  'tracking.number': 'Tracking number',
  'tracking.place': 'Seen at',
  'order.told': 'Order',
};
const AMOUNTS = new Set(['contents.total', 'contents.tax']);
const WORDS = new Set(['payment', 'fulfilment', 'status', 'status.step']);
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
/** What says nothing beside the others. */
const SILENT = new Set(['contents.currency', 'contents.number', 'status.word', 'name', 'number', 'word']);

/** What a delivery changed, in as few lines as say it. */
export function toldBy(entry: Pick<HistoryEntry, 'changes'>, currency: string | null): Told[] {
  const { changes } = entry;
  const told: Told[] = [];
  const lines = changes.filter(({ field }) => field.startsWith('contents.lines.'));
  const refunds = changes.filter(({ field }) => field.startsWith('refunds.'));
  const others = changes.filter((change) => !lines.includes(change) && !refunds.includes(change));
  for (const change of others) {
    const one = toldOne(change, currency);
    if (one) told.push(one);
  }
  if (lines.length > 0) told.push(toldLines(lines));
  return [...told, ...toldRefunds(refunds, currency)];
}

function toldOne({ subject, field, from, to }: Change, currency: string | null): Told | null {
  if (SILENT.has(field) || field.startsWith('known.')) return null;
  const kind = subject.split('#')[0] ?? '';
  const name = own(FIELDS, field) ?? words(field.replaceAll('.', ' '));
  const what = kind === 'order' || kind === '' ? name : `${words(kind)}: ${name.toLowerCase()}`;
  const text = (value: unknown) => {
    if (value === null || value === undefined) return null;
    const plain = typeof value === 'string' ? value : JSON.stringify(value);
    if (AMOUNTS.has(field)) return money(plain, currency);
    if (TIME.test(plain)) return minuteTime(plain);
    return WORDS.has(field) ? words(plain) : plain;
  };
  return { key: `${subject} ${field}`, what, from: text(from), to: text(to) };
}

function toldLines(changes: readonly Change[]): Told {
  const titles = changes.filter(({ field, to }) => field.endsWith('.title') && typeof to === 'string');
  const isNew = changes.every(({ from }) => from === null);
  if (!isNew || titles.length === 0) return { key: 'lines', what: 'Lines', from: null, to: 'changed' };
  return { key: 'lines', what: 'Lines', from: null, to: titles.map(({ to }) => to as string).join(', ') };
}

function toldRefunds(changes: readonly Change[], currency: string | null): Told[] {
  const amounts = changes.filter(({ field }) => field.endsWith('.amount'));
  return amounts.map(({ subject, field, from, to }) => ({
    key: `${subject} ${field}`,
    what: 'Refund',
    from: typeof from === 'string' ? money(from, currency) : null,
    to: typeof to === 'string' ? money(to, currency) : null,
  }));
}

/** Why an entry changed nothing. */
export function silence(entry: Pick<HistoryEntry, 'status' | 'kept' | 'changes'>): string {
  if (!entry.kept) return 'What came is no longer kept, so nobody can say what it changed.';
  if (entry.status === 'failed') return 'It was not understood and changed nothing.';
  return entry.changes.length === 0 ? 'It changed nothing any more.' : 'It changed nothing that is shown.';
}
