/** The keys of the queries that live updates refresh. */
export const queryKeys = {
  event: (id: string) => ['event', id] as const,
  order: (integration: string, id: string) => ['order', integration, id] as const,
  lastEvent: (integration: string) => ['last-event', integration] as const,
  failures: ['failures'] as const,
};
