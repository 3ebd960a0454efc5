import type { QueryClient } from '@tanstack/react-query';

import type { Lines } from '../../realtime';

/** The keys under which details are cached. */
export const keys = {
  event: (id: string) => ['event', id] as const,
  order: (integration: string, id: string) => ['order', integration, id] as const,
};

/** Has details that are open asked for anew when something of them has changed. Asks for nothing else. */
export function freshen(queries: QueryClient, lines: Lines): void {
  // Who is asked for now is known by the cache: a handful, however many lines there are.
  const open = queries.getQueryCache().findAll({ type: 'active' });
  const wanted = new Map(open.map((query) => [query.queryHash, query.queryKey]));
  const changed = [
    ...lines.events.map((event) => keys.event(event.id)),
    ...lines.orders.map((order) => keys.order(order.integration, order.id)),
  ];
  for (const key of changed) {
    const hash = JSON.stringify(key);
    if (wanted.has(hash)) void queries.invalidateQueries({ queryKey: key, exact: true });
  }
}
