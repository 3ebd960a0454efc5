import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';

import { CHANNEL_OPTIONS } from '../channels/channels';
import { channelInfo } from '../channels/channels';
import { INTEGRATIONS_KEY } from '../queries/use-integrations';
import { useApi } from '../session/session-context';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { ErrorNote } from '../ui/error-note';
import { SelectField, TextField } from '../ui/fields';
import { type NewDraft, emptyDraft, newIntegration, withChannel } from './new-integration';
import { SchemeFields } from './scheme-fields';

const EMPTY = emptyDraft('shopify');

/** Creates an integration. The draft survives an accidental close of the dialog, and is discarded by Cancel. */
export function AddIntegration() {
  const [draft, setDraft] = useState(EMPTY);
  return (
    <Dialog title="Add integration" trigger={<Button kind="primary">Add integration</Button>}>
      {(close) => (
        <Form
          draft={draft}
          onChange={(change) => setDraft({ ...draft, ...change })}
          onCancel={() => {
            setDraft(EMPTY);
            close();
          }}
        />
      )}
    </Dialog>
  );
}

/** Creates the integration and opens its page, which shows the setup steps. */
function useCreateIntegration(draft: NewDraft) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: () => api.createIntegration(newIntegration(draft)),
    onSuccess: async (created) => {
      await queryClient.invalidateQueries({ queryKey: INTEGRATIONS_KEY });
      navigate(`/integrations/${encodeURIComponent(created.id)}`);
    },
  });
}

function Form({
  draft,
  onChange,
  onCancel,
}: {
  draft: NewDraft;
  onChange: (change: Partial<NewDraft>) => void;
  onCancel: () => void;
}) {
  const { channel, account, id, secret, verification } = draft;
  const info = channelInfo(channel);
  const add = useCreateIntegration(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <SelectField
        label="Channel"
        options={CHANNEL_OPTIONS}
        value={channel}
        onChange={(chosen) => onChange(withChannel(draft, chosen))}
      />
      <TextField
        label={info.account}
        hint={info.accountHint}
        required
        value={account}
        onChange={(event) => onChange({ account: event.target.value })}
      />
      <TextField
        label="ID"
        hint="1 to 64 characters: a-z, 0-9 and “-”. Part of the webhook URL. Leave empty to generate one."
        pattern="[a-z0-9\-]{1,64}"
        value={id}
        onChange={(event) => onChange({ id: event.target.value })}
      />
      {info.schemes.length > 1 && (
        <SchemeFields
          channel={channel}
          draft={verification}
          onChange={(changed) => onChange({ verification: changed })}
        />
      )}
      {info.secret !== null && (
        <TextField
          label="Secret"
          hint={`${info.secret}. You can add it later; until then all webhooks are rejected.`}
          type="password"
          autoComplete="new-password"
          value={secret}
          onChange={(event) => onChange({ secret: event.target.value })}
        />
      )}
      {add.error && <ErrorNote title="The integration could not be added" error={add.error} />}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button kind="primary" type="submit" disabled={add.isPending}>
          {add.isPending ? 'Adding …' : 'Add'}
        </Button>
      </DialogActions>
    </form>
  );
}
