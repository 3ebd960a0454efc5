import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';

import { isUnavailable } from '../api/api-error';
import { INTEGRATIONS_KEY } from '../queries/use-integrations';
import { useApi } from '../session/session-context';
import { ConfirmDialog } from '../ui/alert-dialog';
import { Button } from '../ui/button';
import { ErrorNote } from '../ui/error-note';

/** Lets the user give up their access to an integration. */
export function LeaveIntegration({ id }: { id: string }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const leave = useMutation({
    mutationFn: () => api.leave(id),
    onSuccess: () => {
      navigate('/integrations');
      void queryClient.invalidateQueries({ queryKey: INTEGRATIONS_KEY, exact: true });
    },
  });
  return (
    <>
      <p className="mb-2 text-muted">You lose access to its events and orders. Only an owner can add you again.</p>
      <ConfirmDialog
        title={`Leave ${id}?`}
        description="You lose access to its events and orders. Only an owner can add you again."
        trigger={
          <Button kind="danger" disabled={leave.isPending}>
            Leave …
          </Button>
        }
        action="Leave"
        onConfirm={() => leave.mutate()}
      />
      {leave.error &&
        (isUnavailable(leave.error) ? (
          <p className="mt-2 text-muted">Leaving is not available on this server.</p>
        ) : (
          <ErrorNote title="You could not leave the integration" error={leave.error} />
        ))}
    </>
  );
}
