import type { FormEvent } from 'react';

import type { Integration } from '../api/types';
import { TextField } from '../ui/fields';
import { useDraft } from '../ui/use-draft';
import { draftOfReply, replyOfDraft } from './response-draft';
import { SaveLine } from './save-bar';
import { useChange } from '../queries/use-update-integration';

/** What the sender is told once a webhook is stored. */
export function ReplyForm({ integration }: { integration: Integration }) {
  const [draft, setDraft] = useDraft(draftOfReply(integration.reply));
  const change = useChange(integration.id);
  const reply = replyOfDraft(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ reply });
  };
  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-3">
      <TextField
        label="Body of the answer, as JSON"
        hint={
          reply === undefined
            ? 'This is no JSON.'
            : 'What the sender waits for, such as {"status":"OK"}. Empty for the usual answer.'
        }
        aria-invalid={reply === undefined}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
      />
      <SaveLine change={change} disabled={reply === undefined} />
    </form>
  );
}
