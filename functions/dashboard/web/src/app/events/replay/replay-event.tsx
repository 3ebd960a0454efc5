import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { EventDetail } from '../../api/types';
import { useRole } from '../../queries/use-integrations';
import { keys } from '../../live/update-caches';
import { useApi } from '../../session/session-context';
import { Button } from '../../ui/button';
import { ErrorNote } from '../../ui/error-note';

/** Has an event processed once more, and says when its outcome is there. */
export function ReplayOne({ event }: { event: EventDetail }) {
  const api = useApi();
  const queries = useQueryClient();
  const role = useRole(event.integration);
  const [askedAt, setAskedAt] = useState<number | null>(null);
  const replay = useMutation({
    mutationFn: () => {
      setAskedAt(event.rev);
      return api.replay(event.id);
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.event(event.id), exact: true }),
  });
  if (role === 'viewer') return null;
  return (
    <>
      <Button onClick={() => replay.mutate()} disabled={replay.isPending || event.delivery === null}>
        {replay.isPending ? 'Replaying …' : 'Replay'}
      </Button>
      <span role="status" className="self-center text-muted">
        {replay.isSuccess &&
          askedAt !== null &&
          (event.rev > askedAt ? 'Replayed: this is its outcome.' : 'Its outcome is shown here.')}
      </span>
      {replay.error && (
        <div className="w-full">
          <ErrorNote title="It could not be replayed" error={replay.error} />
        </div>
      )}
    </>
  );
}
