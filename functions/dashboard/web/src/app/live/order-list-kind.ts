import type { OrderLine } from '../api/types';
import type { Kind } from './live-list';

/** Orders: by when they were placed, then integration, then id, as the API lists them. */
export const ORDERS: Kind<OrderLine> = {
  keyOf: (order) => `${order.integration}#${order.id}`,
  compare: (a, b) => text(b.placed_at, a.placed_at) || text(b.integration, a.integration) || text(b.id, a.id),
};

function text(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
