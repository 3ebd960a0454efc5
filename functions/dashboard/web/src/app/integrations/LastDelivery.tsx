import { useQuery } from '@tanstack/react-query';

import type { Integration } from '../api/types';
import { useApi } from '../session/context';
import { Age } from '../ui/Time';

/** The newest event of an integration; `null` if there is none, `undefined` while nobody knows. */
export function useLastEvent({ id, last_event }: Integration) {
  const api = useApi();
  const asked = useQuery({
    queryKey: ['last-event', id],
    queryFn: async () => (await api.events({ integration: id, limit: 1 })).events[0] ?? null,
    enabled: last_event === undefined,
    staleTime: 60_000,
  });
  return last_event === undefined ? asked.data : last_event;
}

/** When it was last heard of. */
export function LastDelivery({ integration }: { integration: Integration }) {
  const last = useLastEvent(integration);
  if (last === undefined) return null;
  if (last === null) return <>Nothing has come yet</>;
  return (
    <>
      Last webhook <Age time={last.received_at} />
    </>
  );
}
