import { matches } from '../../format/list-filters';
import { useIntegrations } from '../../queries/use-integrations';
import type { EventFilters } from '../filters/event-filters';

/** Whether the user may replay events of any integration that matches the filters; true while that is unknown. */
export function useCanReplay({ channel }: Pick<EventFilters, 'channel'>): boolean {
  const { data } = useIntegrations();
  const ofChannel = data?.filter((integration) => matches(channel, integration.channel)) ?? [];
  const candidates = ofChannel.length > 0 ? ofChannel : (data ?? []);
  return candidates.length === 0 || candidates.some(({ role }) => role !== 'viewer');
}
