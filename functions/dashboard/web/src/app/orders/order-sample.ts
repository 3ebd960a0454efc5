import type { OrderSummary } from '../api/types';

/** An order summary for tests. */
export function order(id: string, more: Partial<OrderSummary> = {}): OrderSummary {
  return {
    id,
    integration: 'demo-shopify',
    source: 'shopify',
    name: `#${id}`,
    status: 'paid',
    payment: 'paid',
    fulfilment: 'unfulfilled',
    shipment: null,
    test: false,
    currency: 'INR',
    total: '100.00',
    refunded: '0.00',
    profit: null,
    missing: [],
    items: 1,
    placed_at: '2026-11-02T04:45:00.000Z',
    updated_at: '2026-11-02T04:45:00.000Z',
    rev: 1,
    ...more,
  };
}
