import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';

import { CHANNEL_OPTIONS } from '../format/channel';
import { useApi } from '../session/context';
import { Button } from '../ui/Button';
import { Dialog, DialogActions } from '../ui/Dialog';
import { ErrorNote } from '../ui/ErrorNote';
import { Choice, TextField } from '../ui/Field';
import { guideOf } from './channels';
import { type SchemeDraft, SchemeFields } from './SchemeFields';
import { schemeBody, schemesOf } from './schemes';
import { INTEGRATIONS } from './useIntegrations';

function usual(channel: string): SchemeDraft {
  return { scheme: schemesOf(channel)[0] ?? '', settings: {} };
}

/** Makes an integration, and leads to the steps on the channel's side. */
export function AddIntegration() {
  return (
    <Dialog title="Add integration" trigger={<Button kind="primary">Add integration</Button>}>
      {(close) => <NewIntegration onClose={close} />}
    </Dialog>
  );
}

function NewIntegration({ onClose }: { onClose: () => void }) {
  const api = useApi();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [channel, setChannel] = useState('shopify');
  const [account, setAccount] = useState('');
  const [id, setId] = useState('');
  const [secret, setSecret] = useState('');
  const [draft, setDraft] = useState(usual('shopify'));
  const guide = guideOf(channel);
  const add = useMutation({
    mutationFn: () =>
      api.createIntegration({
        channel,
        account: account.trim(),
        ...(id !== '' && { id }),
        ...(draft.scheme !== '' && { schemes: schemeBody(draft.scheme, draft.settings) }),
        ...(secret !== '' && { secrets: [{ value: secret }] }),
      }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: INTEGRATIONS });
      navigate(`/integrations/${encodeURIComponent(made.id)}`);
    },
  });
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
        onChange={(chosen) => {
          setChannel(chosen);
          setDraft(usual(chosen));
        }}
      />
      <TextField
        label={guide.account}
        hint={guide.accountHint}
        required
        value={account}
        onChange={(event) => setAccount(event.target.value)}
      />
      <TextField
        label="Id"
        hint="1 to 64 of a-z, 0-9 and “-”. It stands in the address; empty for one that is made."
        pattern="[a-z0-9\-]{1,64}"
        value={id}
        onChange={(event) => setId(event.target.value)}
      />
      {schemesOf(channel).length > 1 && <SchemeFields channel={channel} draft={draft} onChange={setDraft} />}
      {channel !== 'amazon' && (
        <TextField
          label="Secret"
          hint={`${guide.secret}. It can be added later; until then every webhook is refused.`}
          type="password"
          autoComplete="new-password"
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
        />
      )}
      {add.error && <ErrorNote title="It could not be added" error={add.error} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" type="submit" disabled={add.isPending}>
          {add.isPending ? 'Adding …' : 'Add'}
        </Button>
      </DialogActions>
    </form>
  );
}
