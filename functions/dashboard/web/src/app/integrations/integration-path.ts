/** The part of an integration's page that is open, as its address says. */
export type PartId = 'connect' | 'costs' | 'secrets' | 'access' | 'settings';

/** The address of a part of an integration's page. */
export function placeOf(id: string, part: PartId): string {
  return `/integrations/${encodeURIComponent(id)}?part=${part}`;
}
