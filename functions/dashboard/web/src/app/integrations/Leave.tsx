import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';

import { isMissing } from '../api/error';
import { useApi } from '../session/context';
import { Button } from '../ui/Button';
import { ErrorNote } from '../ui/ErrorNote';
import { INTEGRATIONS } from './useIntegrations';

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
      <Button kind="danger" onClick={() => leave.mutate()} disabled={leave.isPending}>
        Leave it
      </Button>
      {leave.error &&
        (isMissing(leave.error) ? (
          <p className="mt-2 text-muted">Leaving is not available on this stack.</p>
        ) : (
          <ErrorNote title="You have not left" error={leave.error} />
        ))}
    </>
  );
}
