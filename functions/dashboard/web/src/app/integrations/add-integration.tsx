import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';

import type { ChannelDescription } from '../api/types';
import { useChannels } from '../queries/use-channels';
import { INTEGRATIONS_KEY } from '../queries/use-integrations';
import { useApi } from '../session/session-context';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { ErrorNote } from '../ui/error-note';
import { SelectField, TextField } from '../ui/fields';
import { type NewDraft, emptyDraft, newIntegration, withChannel } from './new-integration';
import { SchemeFields } from './scheme-fields';
import { editableSchemes } from './signature-schemes';

/** Creates an integration. The draft survives an accidental close of the dialog, and is discarded by Cancel. */
export function AddIntegration() {
  const [draft, setDraft] = useState<NewDraft | null>(null);
  return (
    <Dialog title="Add integration" trigger={<Button kind="primary">Add integration</Button>}>
      {(close) => (
        <LoadedForm
          draft={draft}
          onChange={setDraft}
          onCancel={() => {
            setDraft(null);
            close();
          }}
        />
      )}
    </Dialog>
  );
}

/** The form, once the channels are loaded. It begins with the first channel. */
function LoadedForm({
  draft,
  onChange,
  onCancel,
}: {
  draft: NewDraft | null;
  onChange: (draft: NewDraft) => void;
  onCancel: () => void;
}) {
  const { data: channels, error, refetch } = useChannels();
  const channel = channels?.find(({ name }) => name === draft?.channel) ?? channels?.[0];
  if (error) return <ErrorNote title="The channels could not be loaded" error={error} onRetry={() => void refetch()} />;
  if (!channels || !channel) return <p className="text-muted">Loading …</p>;
  const current = draft ?? emptyDraft(channel);
  return (
    <Form
      channels={channels}
      channel={channel}
      draft={current}
      onChange={(change) => onChange({ ...current, ...change })}
      onCancel={onCancel}
    />
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
  channels,
  channel,
  draft,
  onChange,
  onCancel,
}: {
  channels: readonly ChannelDescription[];
  channel: ChannelDescription;
  draft: NewDraft;
  onChange: (change: Partial<NewDraft>) => void;
  onCancel: () => void;
}) {
  const { account, id, secret, verification } = draft;
  const add = useCreateIntegration(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <SelectField
        label="Channel"
        options={channels.map(({ name, title }) => [name, title] as const)}
        value={channel.name}
        onChange={(chosen) => {
          const other = channels.find(({ name }) => name === chosen);
          if (other) onChange(withChannel(draft, other));
        }}
      />
      <TextField
        label={channel.account_label}
        hint={`For example ${channel.account_example}.`}
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
      {editableSchemes(channel).length > 1 && (
        <SchemeFields
          channel={channel}
          draft={verification}
          onChange={(changed) => onChange({ verification: changed })}
        />
      )}
      {channel.secret_label !== null && (
        <TextField
          label="Secret"
          hint={`${channel.secret_label}. You can add it later; until then all webhooks are rejected.`}
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
