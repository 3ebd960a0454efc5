import { describe, expect, it } from 'vitest';

import type { Change } from '../api/types';
import { silence, toldBy } from './order-changes';

const change = (field: string, from: unknown, to: unknown, subject = 'order#1'): Change => ({
  subject,
  field,
  from,
  to,
});
const told = (...changes: Change[]) => toldBy({ changes }, null).map(({ what, from, to }) => ({ what, from, to }));

describe('what a delivery of a history says', () => {
  it('is from what to what', () => {
    expect(told(change('payment', 'pending', 'paid'), change('contents.total', '10.00', '12.50'))).toEqual([
      { what: 'Payment', from: 'Pending', to: 'Paid' },
      { what: 'Total', from: '10.00', to: '12.50' },
    ]);
  });

  it('names the lines of a new order once, and leaves out what only repeats', () => {
    expect(
      told(
        change('contents.currency', null, 'INR'),
        change('contents.lines.0.id', null, '1'),
        change('contents.lines.0.title', null, 'Black tee'),
        change('contents.lines.1.title', null, 'Cap'),
      ),
    ).toEqual([{ what: 'Lines', from: null, to: 'Black tee, Cap' }]);
    expect(told(change('contents.lines.0.quantity', 1, 2))).toEqual([{ what: 'Lines', from: null, to: 'changed' }]);
  });

  it('tells a refund by its amount', () => {
    expect(told(change('refunds.9.amount', null, '708.00'), change('refunds.9.units', null, 1))).toEqual([
      { what: 'Refund', from: null, to: '708.00' },
    ]);
  });

  it('says of what, if not of the order', () => {
    expect(told(change('status.step', 'packed', 'in_transit', 'shipment#7'))).toEqual([
      { what: 'Shipment: status', from: 'Packed', to: 'In transit' },
    ]);
  });

  it('tells times as people read them, and a step once', () => {
    const [cancelled, ...others] = told(
      change('cancelled_at', null, '2026-11-02T04:45:00.000Z'),
      change('known.step', null, 'delivered', 'shipment#7'),
    );
    expect(cancelled?.to).not.toContain('T04');
    expect(cancelled?.to).toContain('2026');
    expect(others).toEqual([]);
  });

  it('shows a field that this page does not know, and a value that is gone', () => {
    expect(told(change('gift.note', { a: 1 }, null))).toEqual([{ what: 'Gift note', from: '{"a":1}', to: null }]);
  });
});

describe('a delivery that says nothing', () => {
  it('says why', () => {
    expect(silence({ status: 'processed', kept: false, changes: [] })).toContain('no longer kept');
    expect(silence({ status: 'failed', kept: true, changes: [] })).toContain('not understood');
    expect(silence({ status: 'processed', kept: true, changes: [] })).toContain('nothing any more');
  });
});
