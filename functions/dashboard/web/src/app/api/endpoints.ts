import type { RequestOptions, HttpClient } from './http-client';
import type {
  ChannelDescription,
  ConnectionCounts,
  UnitCost,
  EventDetail,
  EventStatistics,
  EventsPage,
  Integration,
  OrderDetail,
  OrderStatistics,
  OrdersPage,
  RegistrationResult,
  BulkReplayResult,
} from './types';

type Query = NonNullable<RequestOptions['query']>;

const part = encodeURIComponent;

/** The API's endpoints as functions. Each may throw `ApiError`. */
export function createApi(http: HttpClient) {
  return {
    channels: async () => (await http.request<{ channels: ChannelDescription[] }>('/api/channels')).channels,
    events: (query: Query, signal?: AbortSignal) =>
      http.request<EventsPage>('/api/webhooks', { query, ...(signal && { signal }) }),
    event: (id: string) => http.request<EventDetail>(`/api/webhooks/${part(id)}`),
    replay: (id: string) =>
      http.request<{ id: string; replays: number }>(`/api/webhooks/${part(id)}/replay`, { method: 'POST' }),
    replayMany: (body: object) => http.request<BulkReplayResult>('/api/webhooks/replay', { method: 'POST', body }),
    orders: (query: Query, signal?: AbortSignal) =>
      http.request<OrdersPage>('/api/orders', { query, ...(signal && { signal }) }),
    order: (id: string, integration?: string) =>
      http.request<OrderDetail>(`/api/orders/${part(id)}`, { query: { integration } }),
    integrations: async () => (await http.request<{ integrations: Integration[] }>('/api/integrations')).integrations,
    integration: (id: string) => http.request<Integration>(`/api/integrations/${part(id)}`),
    createIntegration: (body: object) => http.request<Integration>('/api/integrations', { method: 'POST', body }),
    updateIntegration: (id: string, body: object) =>
      http.request<Integration>(`/api/integrations/${part(id)}`, { method: 'PATCH', body }),
    deleteIntegration: (id: string) => http.request<unknown>(`/api/integrations/${part(id)}`, { method: 'DELETE' }),
    leave: (id: string) => http.request<unknown>(`/api/integrations/${part(id)}/members/me`, { method: 'DELETE' }),
    rotate: (id: string, body: object) =>
      http.request<{ made: string | null }>(`/api/integrations/${part(id)}/secrets/rotate`, {
        method: 'POST',
        body,
      }),
    test: (id: string) => http.request<{ id?: string }>(`/api/integrations/${part(id)}/test`, { method: 'POST' }),
    register: (id: string) =>
      http.request<RegistrationResult>(`/api/webhooks/register/${part(id)}`, { method: 'POST' }),
    costs: (query: Query) => http.request<{ costs: UnitCost[]; next: string | null }>('/api/costs', { query }),
    saveCosts: (integration: string, costs: readonly object[]) =>
      http.request<{ stored: number }>('/api/costs', { method: 'PUT', query: { integration }, body: { costs } }),
    statistics: (query: Query) => http.request<EventStatistics>('/api/webhooks/stats', { query }),
    connections: () => http.request<ConnectionCounts>('/api/webhooks/connections'),
    orderStatistics: (query: Query) => http.request<OrderStatistics>('/api/orders/stats', { query }),
  };
}

export type Api = ReturnType<typeof createApi>;
