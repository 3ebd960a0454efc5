import { describe, expect, it } from 'vitest';

import type { FieldChange } from '../api/types';
import { noChangeReason, describeChanges } from './order-changes';

const changeOf = (field: string, from: unknown, to: unknown, subject = 'order#1'): FieldChange => ({
  subject,
  field,
  from,
  to,
});
const described = (...changes: FieldChange[]) =>
  describeChanges({ changes }, null).map(({ name, from, to }) => ({ name, from, to }));

describe('changes of a delivery', () => {
  it('have the old and the new value', () => {
    expect(described(changeOf('payment', 'pending', 'paid'), changeOf('contents.total', '10.00', '12.50'))).toEqual([
      { name: 'Payment', from: 'Pending', to: 'Paid' },
      { name: 'Total', from: '10.00', to: '12.50' },
    ]);
  });

  it('list the line items of a new order once, without redundant fields', () => {
    expect(
      described(
        changeOf('contents.currency', null, 'INR'),
        changeOf('contents.lines.0.id', null, '1'),
        changeOf('contents.lines.0.title', null, 'Black tee'),
        changeOf('contents.lines.1.title', null, 'Cap'),
      ),
    ).toEqual([{ name: 'Line items', from: null, to: 'Black tee, Cap' }]);
    expect(described(changeOf('contents.lines.0.quantity', 1, 2))).toEqual([
      { name: 'Line items', from: null, to: 'changed' },
    ]);
  });

  it('describe a refund by its amount', () => {
    expect(described(changeOf('refunds.9.amount', null, '708.00'), changeOf('refunds.9.units', null, 1))).toEqual([
      { name: 'Refund', from: null, to: '708.00' },
    ]);
  });

  it('name the subject if it is not the order', () => {
    expect(described(changeOf('status.step', 'packed', 'in_transit', 'shipment#7'))).toEqual([
      { name: 'Shipment: status', from: 'Packed', to: 'In transit' },
    ]);
  });

  it('format times, and mention a status once', () => {
    const [cancelled, ...others] = described(
      changeOf('cancelled_at', null, '2026-11-02T04:45:00.000Z'),
      changeOf('known.step', null, 'delivered', 'shipment#7'),
    );
    expect(cancelled?.to).not.toContain('T04');
    expect(cancelled?.to).toContain('2026');
    expect(others).toEqual([]);
  });

  it('include unknown fields and removed values', () => {
    expect(described(changeOf('gift.note', { a: 1 }, null))).toEqual([
      { name: 'Gift note', from: '{"a":1}', to: null },
    ]);
  });
});

describe('delivery without changes', () => {
  it('has a reason', () => {
    expect(noChangeReason({ status: 'processed', kept: false, changes: [] })).toContain('no longer stored');
    expect(noChangeReason({ status: 'failed', kept: true, changes: [] })).toContain('failed');
    expect(noChangeReason({ status: 'processed', kept: true, changes: [] })).toContain('already up to date');
  });
});
