import type { FieldChange, HistoryEntry } from '../api/types';
import { lookup } from '../format/lookup';
import { money } from '../format/money';
import { humanize } from '../format/status';
import { minuteTime } from '../format/time';

/** A change of an order, as text. */
export interface DescribedChange {
  /** Unique within the same delivery. */
  readonly key: string;
  /** What has changed. */
  readonly name: string;
  /** `null` if there was no value before. */
  readonly from: string | null;
  /** `null` if there is no value anymore. */
  readonly to: string | null;
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  payment: 'Payment',
  fulfilment: 'Fulfillment',
  cancelled_at: 'Cancelled',
  deleted_at: 'Deleted',
  'contents.total': 'Total',
  'contents.tax': 'Tax',
  'contents.name': 'Name',
  'contents.test': 'Test order',
  'contents.placed_at': 'Placed',
  status: 'Status',
  'status.step': 'Status',
  'tracking.courier': 'Courier',
  'tracking.number': 'Tracking number',
  'tracking.place': 'Location',
  'order.told': 'Order',
};
const AMOUNT_FIELDS = new Set(['contents.total', 'contents.tax']);
const STATUS_FIELDS = new Set(['payment', 'fulfilment', 'status', 'status.step']);
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
/** Fields that only repeat others. */
const HIDDEN_FIELDS = new Set(['contents.currency', 'contents.number', 'status.word', 'name', 'number', 'word']);

/** Describes what a delivery changed, with all changes of line items in one. */
export function describeChanges(entry: Pick<HistoryEntry, 'changes'>, currency: string | null): DescribedChange[] {
  const { changes } = entry;
  const lineItems = changes.filter(({ field }) => field.startsWith('contents.lines.'));
  const refunds = changes.filter(({ field }) => field.startsWith('refunds.'));
  const others = changes.filter((change) => !lineItems.includes(change) && !refunds.includes(change));
  return [
    ...others.map((change) => describeChange(change, currency)).filter((described) => described !== null),
    ...(lineItems.length > 0 ? [describeLineItems(lineItems)] : []),
    ...describeRefunds(refunds, currency),
  ];
}

function describeChange({ subject, field, from, to }: FieldChange, currency: string | null): DescribedChange | null {
  if (HIDDEN_FIELDS.has(field) || field.startsWith('known.')) return null;
  const kind = subject.split('#')[0] ?? '';
  const fieldName = lookup(FIELD_NAMES, field) ?? humanize(field.replaceAll('.', ' '));
  const name = kind === 'order' || kind === '' ? fieldName : `${humanize(kind)}: ${fieldName.toLowerCase()}`;
  const text = (value: unknown) => {
    if (value === null || value === undefined) return null;
    const plain = typeof value === 'string' ? value : JSON.stringify(value);
    if (AMOUNT_FIELDS.has(field)) return money(plain, currency);
    if (TIMESTAMP.test(plain)) return minuteTime(plain);
    return STATUS_FIELDS.has(field) ? humanize(plain) : plain;
  };
  return { key: `${subject} ${field}`, name, from: text(from), to: text(to) };
}

function describeLineItems(changes: readonly FieldChange[]): DescribedChange {
  const titles = changes.filter(({ field, to }) => field.endsWith('.title') && typeof to === 'string');
  const isNew = changes.every(({ from }) => from === null);
  const to = isNew && titles.length > 0 ? titles.map((title) => title.to as string).join(', ') : 'changed';
  return { key: 'line-items', name: 'Line items', from: null, to };
}

function describeRefunds(changes: readonly FieldChange[], currency: string | null): DescribedChange[] {
  const amounts = changes.filter(({ field }) => field.endsWith('.amount'));
  return amounts.map(({ subject, field, from, to }) => ({
    key: `${subject} ${field}`,
    name: 'Refund',
    from: typeof from === 'string' ? money(from, currency) : null,
    to: typeof to === 'string' ? money(to, currency) : null,
  }));
}

/** Why no changes are shown for a delivery. */
export function noChangeReason(entry: Pick<HistoryEntry, 'status' | 'kept' | 'changes'>): string {
  if (!entry.kept) return 'The webhook is no longer stored, so its changes are unknown.';
  if (entry.status === 'failed') return 'Processing failed, so nothing was changed.';
  return entry.changes.length === 0 ? 'No changes: the order was already up to date.' : 'No visible changes.';
}
