import { useQuery } from '@tanstack/react-query';

import { queryKeys } from '../api/query-keys';
import type { Integration, LastEvent } from '../api/types';
import { useApi } from '../session/session-context';
import { AgeWithTooltip } from '../ui/time';

/** The newest event of an integration; `null` if there is none, `undefined` while it is loading. */
export function useLastEvent({ id, last_event }: Integration) {
  const api = useApi();
  const { data } = useQuery<LastEvent | null>({
    queryKey: queryKeys.lastEvent(id),
    queryFn: async () => (await api.events({ integration: id, limit: 1 })).events[0] ?? null,
    // A single integration includes its last event, a list of integrations does not.
    ...(last_event !== undefined && { initialData: last_event }),
  });
  return data;
}

/** When the last webhook of an integration arrived. */
export function LastDelivery({ integration }: { integration: Integration }) {
  const last = useLastEvent(integration);
  if (last === undefined) return null;
  if (last === null) return <>No webhooks yet</>;
  return (
    <>
      Last webhook: <AgeWithTooltip time={last.received_at} />
    </>
  );
}
