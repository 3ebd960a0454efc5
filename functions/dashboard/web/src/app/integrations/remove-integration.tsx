import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';

import { ApiError } from '../api/api-error';
import { INTEGRATIONS_KEY } from '../queries/use-integrations';
import { useApi } from '../session/session-context';
import { AlertDialog, CancelButton } from '../ui/alert-dialog';
import { Button } from '../ui/button';
import { DialogActions } from '../ui/dialog';
import { ErrorNote } from '../ui/error-note';
import { TextField } from '../ui/fields';

/** Removes an integration after its id was typed. */
export function RemoveIntegration({ id }: { id: string }) {
  return (
    <div>
      <p className="mb-2 text-muted">
        After the removal its webhooks are rejected, and its events and orders are no longer accessible.
      </p>
      <AlertDialog
        title={`Remove ${id}?`}
        description="This cannot be undone, and the ID cannot be used again."
        trigger={<Button kind="danger">Remove …</Button>}
      >
        <RemoveForm id={id} />
      </AlertDialog>
    </div>
  );
}

function RemoveForm({ id }: { id: string }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const remove = useMutation({
    mutationFn: () => api.deleteIntegration(id),
    onSuccess: () => {
      navigate('/integrations');
      void queryClient.invalidateQueries({ queryKey: INTEGRATIONS_KEY, exact: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    remove.mutate();
  };
  const unavailable = remove.error instanceof ApiError && remove.error.status === 405;
  return (
    <form onSubmit={submit} className="mt-3 flex flex-col gap-3">
      <TextField
        // Typing here has no effect yet, so it is safe to start in this field.
        autoFocus
        label={`Type ${id} to confirm`}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {unavailable && (
        <p className="text-muted">Removing is not available on this server. Disable the integration instead.</p>
      )}
      {remove.error && !unavailable && <ErrorNote title="The integration was not removed" error={remove.error} />}
      <DialogActions>
        <CancelButton />
        <Button kind="danger" type="submit" disabled={typed !== id || remove.isPending}>
          Remove
        </Button>
      </DialogActions>
    </form>
  );
}
