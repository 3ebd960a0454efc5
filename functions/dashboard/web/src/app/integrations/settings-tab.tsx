import { type FormEvent, useState } from 'react';

import type { ChannelDescription, Integration } from '../api/types';
import { useChannel } from '../queries/use-channels';
import { useIntegrations } from '../queries/use-integrations';
import { useUpdateIntegration } from '../queries/use-update-integration';
import { ConfirmDialog } from '../ui/alert-dialog';
import { Button } from '../ui/button';
import { ErrorNote } from '../ui/error-note';
import { SelectField, TextField } from '../ui/fields';
import { Section } from '../ui/section';
import { Timestamp } from '../ui/time';
import { EventIdForm } from './event-id-form';
import { RemoveIntegration } from './remove-integration';
import { ResponseForm } from './response-form';
import { SaveBar } from './save-bar';
import { type SchemeDraft, SchemeFields } from './scheme-fields';
import { editableSchemes, schemeBody } from './signature-schemes';
import { ToggleIntegration } from './toggle-integration';
import { TopicForm } from './topic-form';

/** The settings that an owner can change. */
export function SettingsTab({ integration }: { integration: Integration }) {
  const { id, enabled, channel } = integration;
  const description = useChannel(channel);
  const supports = (capability: string) => description?.capabilities.includes(capability) === true;
  return (
    <>
      {description && editableSchemes(description).length > 0 && (
        <Section title="Signature verification">
          <SchemeForm integration={integration} channel={description} />
        </Section>
      )}
      {supports('configurable_topic') && (
        <Section title="Topics">
          <TopicForm integration={integration} />
        </Section>
      )}
      {supports('configurable_event_id') && (
        <Section title="Event IDs">
          <EventIdForm integration={integration} />
        </Section>
      )}
      {supports('configurable_reply') && (
        <Section title="Response">
          <ResponseForm integration={integration} />
        </Section>
      )}
      {supports('reconcile') && (
        <Section title="Access token">
          <AccessToken integration={integration} />
        </Section>
      )}
      {supports('courier') && (
        <Section title="Shipped orders">
          <ShipsFor integration={integration} />
        </Section>
      )}
      <Section title={enabled ? 'Disable or remove' : 'Enable or remove'}>
        <div className="grid max-w-4xl gap-6 sm:grid-cols-2">
          <ToggleIntegration integration={integration} />
          <RemoveIntegration id={id} />
        </div>
      </Section>
    </>
  );
}

function draftOf({ schemes }: Integration, channel: ChannelDescription): SchemeDraft {
  const { https } = schemes;
  const settings = Object.entries(https ?? {}).filter(
    ([name, value]) => name !== 'scheme' && typeof value === 'string',
  );
  return {
    scheme: https?.scheme ?? editableSchemes(channel)[0] ?? '',
    settings: Object.fromEntries(settings) as Record<string, string>,
  };
}

function SchemeForm({ integration, channel }: { integration: Integration; channel: ChannelDescription }) {
  const [draft, setDraft] = useState(() => draftOf(integration, channel));
  const change = useUpdateIntegration(integration.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { sqs, eventbridge } = integration.schemes;
    const https = schemeBody(draft.scheme, draft.settings);
    change.mutate({ schemes: { ...(sqs && { sqs }), ...(eventbridge && { eventbridge }), ...https } });
  };
  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-3">
      <SchemeFields channel={channel} draft={draft} onChange={setDraft} />
      <SaveBar change={change} />
    </form>
  );
}

function AccessToken({ integration: { id, access_token, reconciled } }: { integration: Integration }) {
  const [token, setToken] = useState('');
  const change = useUpdateIntegration(id);
  if (access_token === undefined) return <p className="text-muted">Access tokens are not available on this server.</p>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ access_token: token }, { onSuccess: () => setToken('') });
  };
  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-3">
      <TextField
        label="Admin API access token"
        hint={
          access_token
            ? 'A token is stored. It is never shown.'
            : 'Required for registering webhooks and for finding missed orders.'
        }
        type="password"
        autoComplete="new-password"
        required
        value={token}
        onChange={(event) => setToken(event.target.value)}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" disabled={change.isPending || token === ''}>
          {access_token ? 'Replace token' : 'Save token'}
        </Button>
        {access_token && (
          <ConfirmDialog
            title="Remove the access token?"
            description="Missed orders are no longer found, and webhooks cannot be registered. Shopify does not show the token again."
            trigger={
              <Button kind="danger" disabled={change.isPending}>
                Remove token …
              </Button>
            }
            action="Remove token"
            onConfirm={() => change.mutate({ access_token: null })}
          />
        )}
        <span role="status">{change.isSuccess && 'Saved.'}</span>
      </div>
      {reconciled && (
        <p className={reconciled.error === null ? 'text-muted' : 'text-bad'}>
          Last checked for missed orders: <Timestamp time={reconciled.asked_at} />
          {reconciled.error !== null && `: ${reconciled.error.replaceAll('_', ' ')}`}
        </p>
      )}
      {change.error && <ErrorNote title="The token was not saved" error={change.error} />}
    </form>
  );
}

function ShipsFor({ integration: { id, ships_for } }: { integration: Integration }) {
  const { data } = useIntegrations();
  const others = data?.filter((other) => other.id !== id) ?? [];
  const change = useUpdateIntegration(id);
  return (
    <div className="max-w-2xl">
      <SelectField
        label="Integration whose orders this courier ships"
        options={[['', 'None'], ...others.map((other) => [other.id, other.id] as const)]}
        value={ships_for ?? ''}
        disabled={change.isPending}
        onChange={(other) => change.mutate({ ships_for: other || null })}
      />
      {change.error && <ErrorNote title="The setting was not saved" error={change.error} />}
    </div>
  );
}
