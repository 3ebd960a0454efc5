/** The tabs of an integration's page, as its URL names them. */
export type TabId = 'connect' | 'costs' | 'secrets' | 'access' | 'settings';

/** The path of a tab of an integration's page. */
export function tabPath(id: string, part: TabId): string {
  return `/integrations/${encodeURIComponent(id)}?part=${part}`;
}
