import { type FormEvent, useState } from 'react';

import type { Integration } from '../api/types';
import { Confirm } from '../ui/alert-dialog';
import { Button } from '../ui/button';
import { ErrorNote } from '../ui/error-note';
import { Section } from '../ui/description-list';
import { Choice, TextField } from '../ui/fields';
import { At } from '../ui/time';
import { RemoveIntegration } from './remove-integration';
import { ReplyForm } from './response-form';
import { CHOOSE_REPLY } from './response-draft';
import { SaveLine } from './save-bar';
import { type SchemeDraft, SchemeFields } from './scheme-fields';
import { schemeBody, schemesOf } from './signature-schemes';
import { SwitchIntegration } from './toggle-integration';
import { TopicForm } from './topic-form';
import { CHOOSE_TOPIC } from './topic-draft';
import { useChange } from '../queries/use-update-integration';
import { useIntegrations } from '../queries/use-integrations';

/** What an owner can change of an integration. */
export function SettingsTab({ integration }: { integration: Integration }) {
  const { id, enabled, channel } = integration;
  return (
    <>
      {schemesOf(channel).length > 0 && (
        <Section title="Proof">
          <SchemeForm integration={integration} />
        </Section>
      )}
      {CHOOSE_TOPIC.includes(channel) && (
        <Section title="Topics">
          <TopicForm integration={integration} />
        </Section>
      )}
      {CHOOSE_REPLY.includes(channel) && (
        <Section title="Answer">
          <ReplyForm integration={integration} />
        </Section>
      )}
      {channel === 'shopify' && (
        <Section title="Access token">
          <AccessToken integration={integration} />
        </Section>
      )}
      {channel === 'selloship' && (
        <Section title="Whose orders it ships">
          <ShipsFor integration={integration} />
        </Section>
      )}
      <Section title={enabled ? 'Disable or remove' : 'Enable or remove'}>
        <div className="grid max-w-4xl gap-6 sm:grid-cols-2">
          <SwitchIntegration integration={integration} />
          <RemoveIntegration id={id} />
        </div>
      </Section>
    </>
  );
}

function draftOf({ schemes, channel }: Integration): SchemeDraft {
  const { https } = schemes;
  const settings = Object.entries(https ?? {}).filter(
    ([name, value]) => name !== 'scheme' && typeof value === 'string',
  );
  return {
    scheme: https?.scheme ?? schemesOf(channel)[0] ?? '',
    settings: Object.fromEntries(settings) as Record<string, string>,
  };
}

function SchemeForm({ integration }: { integration: Integration }) {
  const [draft, setDraft] = useState(() => draftOf(integration));
  const change = useChange(integration.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { sqs, eventbridge } = integration.schemes;
    const https = schemeBody(draft.scheme, draft.settings);
    change.mutate({ schemes: { ...(sqs && { sqs }), ...(eventbridge && { eventbridge }), ...https } });
  };
  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-3">
      <SchemeFields channel={integration.channel} draft={draft} onChange={setDraft} />
      <SaveLine change={change} />
    </form>
  );
}

function AccessToken({ integration: { id, access_token, reconciled } }: { integration: Integration }) {
  const [token, setToken] = useState('');
  const change = useChange(id);
  if (access_token === undefined) return <p className="text-muted">This is not available on this stack.</p>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ access_token: token }, { onSuccess: () => setToken('') });
  };
  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-3">
      <TextField
        label="Access token of the Admin API"
        hint={
          access_token
            ? 'One is stored. It is never shown.'
            : 'It is needed for registering and for finding missed orders.'
        }
        type="password"
        autoComplete="new-password"
        required
        value={token}
        onChange={(event) => setToken(event.target.value)}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" disabled={change.isPending || token === ''}>
          {access_token ? 'Replace' : 'Store'}
        </Button>
        {access_token && (
          <Confirm
            title="Remove the access token?"
            description="Missed orders are no longer found and nothing can be registered. Shopify does not show it again."
            trigger={
              <Button kind="danger" disabled={change.isPending}>
                Remove the token …
              </Button>
            }
            action="Remove the token"
            onConfirm={() => change.mutate({ access_token: null })}
          />
        )}
        <span role="status">{change.isSuccess && 'Saved.'}</span>
      </div>
      {reconciled && (
        <p className={reconciled.error === null ? 'text-muted' : 'text-bad'}>
          Asked for missed orders <At time={reconciled.asked_at} />
          {reconciled.error !== null && `: ${reconciled.error.replaceAll('_', ' ')}`}
        </p>
      )}
      {change.error && <ErrorNote title="It was not saved" error={change.error} />}
    </form>
  );
}

function ShipsFor({ integration: { id, ships_for } }: { integration: Integration }) {
  const { data } = useIntegrations();
  const others = data?.filter((other) => other.id !== id) ?? [];
  const change = useChange(id);
  return (
    <div className="max-w-2xl">
      <Choice
        label="Integration whose orders it ships"
        options={[['', 'None'], ...others.map((other) => [other.id, other.id] as const)]}
        value={ships_for ?? ''}
        disabled={change.isPending}
        onChange={(other) => change.mutate({ ships_for: other || null })}
      />
      {change.error && <ErrorNote title="It was not saved" error={change.error} />}
    </div>
  );
}
