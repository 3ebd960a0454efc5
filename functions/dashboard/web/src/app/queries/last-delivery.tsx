import { useQuery } from '@tanstack/react-query';

import type { Integration, LastEvent } from '../api/types';
import { keys } from '../live/update-caches';
import { useApi } from '../session/session-context';
import { AgeAlone } from '../ui/time';

/** The newest event of an integration; `null` if there is none, `undefined` while nobody knows. */
export function useLastEvent({ id, last_event }: Integration) {
  const api = useApi();
  const { data } = useQuery<LastEvent | null>({
    queryKey: keys.lastEvent(id),
    queryFn: async () => (await api.events({ integration: id, limit: 1 })).events[0] ?? null,
    // The list of integrations does not tell it, the single one does.
    ...(last_event !== undefined && { initialData: last_event }),
  });
  return data;
}

/** When it was last heard of. */
export function LastDelivery({ integration }: { integration: Integration }) {
  const last = useLastEvent(integration);
  if (last === undefined) return null;
  if (last === null) return <>Nothing has come yet</>;
  return (
    <>
      Last webhook: <AgeAlone time={last.received_at} />
    </>
  );
}
