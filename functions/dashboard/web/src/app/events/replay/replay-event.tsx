import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { queryKeys } from '../../api/query-keys';
import type { EventDetail } from '../../api/types';
import { useRole } from '../../queries/use-integrations';
import { useApi } from '../../session/session-context';
import { Button } from '../../ui/button';
import { ErrorNote } from '../../ui/error-note';

/** Replays one event, and tells when the new result is shown. */
export function ReplayEvent({ event }: { event: EventDetail }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const role = useRole(event.integration);
  const [revAtReplay, setRevAtReplay] = useState<number | null>(null);
  const replay = useMutation({
    mutationFn: () => {
      setRevAtReplay(event.rev);
      return api.replay(event.id);
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.event(event.id), exact: true }),
  });
  if (role === 'viewer') return null;
  return (
    <>
      <Button onClick={() => replay.mutate()} disabled={replay.isPending || event.delivery === null}>
        {replay.isPending ? 'Replaying …' : 'Replay'}
      </Button>
      <span role="status" className="self-center text-muted">
        {replay.isSuccess &&
          revAtReplay !== null &&
          (event.rev > revAtReplay ? 'Replayed. The new result is shown.' : 'Replay requested …')}
      </span>
      {replay.error && (
        <div className="w-full">
          <ErrorNote title="The event could not be replayed" error={replay.error} />
        </div>
      )}
    </>
  );
}
