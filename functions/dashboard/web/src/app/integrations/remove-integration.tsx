import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';

import { ApiError } from '../api/api-error';
import { useApi } from '../session/session-context';
import { AlertDialog, CancelButton } from '../ui/alert-dialog';
import { Button } from '../ui/button';
import { DialogActions } from '../ui/dialog';
import { ErrorNote } from '../ui/error-note';
import { TextField } from '../ui/fields';
import { INTEGRATIONS } from '../queries/use-integrations';

/** Removes an integration, once its name was typed. */
export function RemoveIntegration({ id }: { id: string }) {
  return (
    <div>
      <p className="mb-2 text-muted">
        Once it is removed its webhooks are refused, and nobody sees its events and orders any more.
      </p>
      <AlertDialog
        title={`Remove ${id}?`}
        description="This cannot be undone, and the id is not given again."
        trigger={<Button kind="danger">Remove …</Button>}
      >
        <Asking id={id} />
      </AlertDialog>
    </div>
  );
}

function Asking({ id }: { id: string }) {
  const api = useApi();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const remove = useMutation({
    mutationFn: () => api.removeIntegration(id),
    onSuccess: () => {
      navigate('/integrations');
      void queries.invalidateQueries({ queryKey: INTEGRATIONS, exact: true });
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
        // Nothing is done yet by who writes here.
        autoFocus
        label={`Type ${id} to go on`}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {unavailable && <p className="text-muted">Removing is not available on this stack. It can be disabled.</p>}
      {remove.error && !unavailable && <ErrorNote title="It was not removed" error={remove.error} />}
      <DialogActions>
        <CancelButton />
        <Button kind="danger" type="submit" disabled={typed !== id || remove.isPending}>
          Remove
        </Button>
      </DialogActions>
    </form>
  );
}
