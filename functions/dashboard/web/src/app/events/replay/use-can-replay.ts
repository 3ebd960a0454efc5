import { is } from '../../format/list-filters';
import { useIntegrations } from '../../queries/use-integrations';
import type { EventFilters } from '../filters/event-filters';

/** Whether the caller may replay events of any integration that the filters take, as far as it is known. */
export function useMayReplay({ channel }: Pick<EventFilters, 'channel'>): boolean {
  const { data } = useIntegrations();
  const ofChannel = data?.filter((integration) => is(channel, integration.channel)) ?? [];
  const asked = ofChannel.length > 0 ? ofChannel : (data ?? []);
  return asked.length === 0 || asked.some(({ role }) => role !== 'viewer');
}
