import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';

import { CHANNEL_OPTIONS } from '../channels/channel-names';
import { useApi } from '../session/session-context';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { ErrorNote } from '../ui/error-note';
import { Choice, TextField } from '../ui/fields';
import { guideOf } from '../channels/channels';
import { type NewDraft, emptyDraft, newIntegration, withChannel } from './new-integration';
import { SchemeFields } from './scheme-fields';
import { schemesOf } from './signature-schemes';
import { INTEGRATIONS } from '../queries/use-integrations';

const EMPTY = emptyDraft('shopify');

/** Makes an integration. What was written is there again if the dialog was closed by mistake, and gone if it is cancelled. */
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

/** Makes it, and leads to the steps on the channel's side. */
function useAdd(draft: NewDraft) {
  const api = useApi();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: () => api.createIntegration(newIntegration(draft)),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: INTEGRATIONS });
      navigate(`/integrations/${encodeURIComponent(made.id)}`);
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
  const { channel, account, id, secret, proof } = draft;
  const guide = guideOf(channel);
  const add = useAdd(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Choice
        label="Channel"
        options={CHANNEL_OPTIONS}
        value={channel}
        onChange={(chosen) => onChange(withChannel(draft, chosen))}
      />
      <TextField
        label={guide.account}
        hint={guide.accountHint}
        required
        value={account}
        onChange={(event) => onChange({ account: event.target.value })}
      />
      <TextField
        label="Id"
        hint="1 to 64 of a-z, 0-9 and “-”. It stands in the address; empty for one that is made."
        pattern="[a-z0-9\-]{1,64}"
        value={id}
        onChange={(event) => onChange({ id: event.target.value })}
      />
      {schemesOf(channel).length > 1 && (
        <SchemeFields channel={channel} draft={proof} onChange={(changed) => onChange({ proof: changed })} />
      )}
      {channel !== 'amazon' && (
        <TextField
          label="Secret"
          hint={`${guide.secret}. It can be added later; until then every webhook is refused.`}
          type="password"
          autoComplete="new-password"
          value={secret}
          onChange={(event) => onChange({ secret: event.target.value })}
        />
      )}
      {add.error && <ErrorNote title="It could not be added" error={add.error} />}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button kind="primary" type="submit" disabled={add.isPending}>
          {add.isPending ? 'Adding …' : 'Add'}
        </Button>
      </DialogActions>
    </form>
  );
}
