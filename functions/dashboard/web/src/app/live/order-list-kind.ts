import type { OrderSummary } from '../api/types';
import type { ListKind } from './live-list';

/** Orders by the time when they were placed, then by integration, then by id, as the API sorts them. */
export const ORDER_LIST: ListKind<OrderSummary> = {
  keyOf: (order) => `${order.integration}#${order.id}`,
  compare: (a, b) =>
    compareText(b.placed_at, a.placed_at) || compareText(b.integration, a.integration) || compareText(b.id, a.id),
  isDeleted: (order) => order.status === 'deleted',
};

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
