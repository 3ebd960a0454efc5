import type { FormEvent } from 'react';

import type { Integration } from '../api/types';
import { useUpdateIntegration } from '../queries/use-update-integration';
import { TextField } from '../ui/fields';
import { useDraft } from '../ui/use-draft';
import { draftOfResponse, responseOfDraft } from './response-draft';
import { SaveBar } from './save-bar';

/** The response that the sender gets once its webhook is stored. */
export function ResponseForm({ integration }: { integration: Integration }) {
  const [draft, setDraft] = useDraft(draftOfResponse(integration.reply));
  const change = useUpdateIntegration(integration.id);
  const reply = responseOfDraft(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ reply });
  };
  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-3">
      <TextField
        label="Response body (JSON)"
        hint={
          reply === undefined
            ? 'Invalid JSON.'
            : 'What the sender expects, such as {"status":"OK"}. Leave empty for the default response.'
        }
        aria-invalid={reply === undefined}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
      />
      <SaveBar change={change} disabled={reply === undefined} />
    </form>
  );
}
