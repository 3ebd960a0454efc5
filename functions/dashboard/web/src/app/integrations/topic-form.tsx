import type { FormEvent } from 'react';

import type { Integration } from '../api/types';
import { useUpdateIntegration } from '../queries/use-update-integration';
import { SelectField, type Options, TextField } from '../ui/fields';
import { useDraft } from '../ui/use-draft';
import { SaveBar } from './save-bar';
import { type TopicDraft, draftOfTopic, topicOfDraft } from './topic-draft';

const LOCATIONS: Options<TopicDraft['from']> = [
  ['', 'The channel’s default'],
  ['path', 'In the URL, after the ID'],
  ['header', 'In a header'],
  ['body', 'In the body'],
];

/** Where the topic of a webhook is found. */
export function TopicForm({ integration }: { integration: Integration }) {
  const [draft, setDraft] = useDraft(draftOfTopic(integration.topic));
  const change = useUpdateIntegration(integration.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ topic: topicOfDraft(draft, integration.topic) });
  };
  const needsLocation = draft.from === 'header' || draft.from === 'body';
  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-3">
      <SelectField
        label="Topic location"
        options={LOCATIONS}
        value={draft.from}
        onChange={(from) => setDraft({ from, location: '' })}
      />
      {needsLocation && (
        <TextField
          label={draft.from === 'header' ? 'Header name' : 'JSON pointer'}
          placeholder={draft.from === 'header' ? 'x-event' : '/event/type'}
          required
          value={draft.location}
          onChange={(event) => setDraft({ ...draft, location: event.target.value })}
        />
      )}
      <SaveBar change={change} />
    </form>
  );
}
