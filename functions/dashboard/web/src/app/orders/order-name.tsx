import type { OrderSummary } from '../api/types';

/** The name of an order, and whether it is a test. */
export function OrderName({ order: { name, test } }: { order: OrderSummary }) {
  return (
    <>
      <span className="min-w-0 truncate font-medium">{name}</span>
      {test && <TestMark />}
    </>
  );
}

/** Marks a test of the shop. */
export function TestMark() {
  return (
    <span
      title="A test of the shop: no sum includes it"
      className="ml-1.5 rounded border border-edge px-1 text-xs text-muted"
    >
      Test
    </span>
  );
}
