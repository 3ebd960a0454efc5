import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';

import { isMissing } from '../api/api-error';
import { useApi } from '../session/session-context';
import { Confirm } from '../ui/alert-dialog';
import { Button } from '../ui/button';
import { ErrorNote } from '../ui/error-note';
import { INTEGRATIONS } from '../queries/use-integrations';

/** Lets somebody give up seeing an integration. */
export function Leave({ id }: { id: string }) {
  const api = useApi();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const leave = useMutation({
    mutationFn: () => api.leave(id),
    onSuccess: () => {
      navigate('/integrations');
      void queries.invalidateQueries({ queryKey: INTEGRATIONS, exact: true });
    },
  });
  return (
    <>
      <p className="mb-2 text-muted">You no longer see its events and orders then. An owner can add you again.</p>
      <Confirm
        title={`Leave ${id}?`}
        description="You no longer see its events and orders, and cannot come back by yourself."
        trigger={
          <Button kind="danger" disabled={leave.isPending}>
            Leave it …
          </Button>
        }
        action="Leave it"
        onConfirm={() => leave.mutate()}
      />
      {leave.error &&
        (isMissing(leave.error) ? (
          <p className="mt-2 text-muted">Leaving is not available on this stack.</p>
        ) : (
          <ErrorNote title="You have not left" error={leave.error} />
        ))}
    </>
  );
}
