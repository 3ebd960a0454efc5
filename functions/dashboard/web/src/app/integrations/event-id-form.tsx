import type { FormEvent } from 'react';

import type { Integration } from '../api/types';
import { useUpdateIntegration } from '../queries/use-update-integration';
import { TextField } from '../ui/fields';
import { useDraft } from '../ui/use-draft';
import { draftOfEventId, eventIdOfDraft } from './event-id-draft';
import { SaveBar } from './save-bar';

/** The header of the sender's event id, which distinguishes webhooks with equal bodies. */
export function EventIdForm({ integration }: { integration: Integration }) {
  const [draft, setDraft] = useDraft(draftOfEventId(integration.event_id));
  const change = useUpdateIntegration(integration.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ event_id: eventIdOfDraft(draft) });
  };
  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-3">
      <TextField
        label="Event ID header"
        placeholder="x-wc-webhook-delivery-id"
        hint="Webhooks with equal bodies and different IDs are different events. Leave empty if the sender signs its IDs or sends none."
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
      />
      <SaveBar change={change} />
    </form>
  );
}
