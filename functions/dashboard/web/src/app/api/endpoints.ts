import type { Asked, Http } from './http-client';
import type {
  Connections,
  Cost,
  EventDetail,
  EventStatistics,
  EventsPage,
  Integration,
  OrderDetail,
  OrderStatistics,
  OrdersPage,
  Registered,
  ReplayCall,
} from './types';

type Query = NonNullable<Asked['query']>;

const part = encodeURIComponent;

/** Each request that the page makes, by what it is for. All may throw `ApiError`. */
export function apiOf(http: Http) {
  return {
    events: (query: Query, signal?: AbortSignal) =>
      http.ask<EventsPage>('/api/webhooks', { query, ...(signal && { signal }) }),
    event: (id: string) => http.ask<EventDetail>(`/api/webhooks/${part(id)}`),
    replay: (id: string) =>
      http.ask<{ id: string; replays: number }>(`/api/webhooks/${part(id)}/replay`, { method: 'POST' }),
    replayMany: (body: object) => http.ask<ReplayCall>('/api/webhooks/replay', { method: 'POST', body }),
    orders: (query: Query, signal?: AbortSignal) =>
      http.ask<OrdersPage>('/api/orders', { query, ...(signal && { signal }) }),
    order: (id: string, integration?: string) =>
      http.ask<OrderDetail>(`/api/orders/${part(id)}`, { query: { integration } }),
    integrations: async () => (await http.ask<{ integrations: Integration[] }>('/api/integrations')).integrations,
    integration: (id: string) => http.ask<Integration>(`/api/integrations/${part(id)}`),
    createIntegration: (body: object) => http.ask<Integration>('/api/integrations', { method: 'POST', body }),
    changeIntegration: (id: string, body: object) =>
      http.ask<Integration>(`/api/integrations/${part(id)}`, { method: 'PATCH', body }),
    removeIntegration: (id: string) => http.ask<unknown>(`/api/integrations/${part(id)}`, { method: 'DELETE' }),
    leave: (id: string) => http.ask<unknown>(`/api/integrations/${part(id)}/members/me`, { method: 'DELETE' }),
    rotate: (id: string, body: object) =>
      http.ask<{ made: string | null }>(`/api/integrations/${part(id)}/secrets/rotate`, {
        method: 'POST',
        body,
      }),
    test: (id: string) => http.ask<{ id?: string }>(`/api/integrations/${part(id)}/test`, { method: 'POST' }),
    register: (id: string) => http.ask<Registered>(`/api/webhooks/register/${part(id)}`, { method: 'POST' }),
    costs: (query: Query) => http.ask<{ costs: Cost[]; next: string | null }>('/api/costs', { query }),
    putCosts: (integration: string, costs: readonly object[]) =>
      http.ask<{ stored: number }>('/api/costs', { method: 'PUT', query: { integration }, body: { costs } }),
    statistics: (query: Query) => http.ask<EventStatistics>('/api/webhooks/stats', { query }),
    connections: () => http.ask<Connections>('/api/webhooks/connections'),
    orderStatistics: (query: Query) => http.ask<OrderStatistics>('/api/orders/stats', { query }),
  };
}

export type Api = ReturnType<typeof apiOf>;
