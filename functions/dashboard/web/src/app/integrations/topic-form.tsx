import type { FormEvent } from 'react';

import type { Integration } from '../api/types';
import { Choice, type Options, TextField } from '../ui/fields';
import { useDraft } from '../ui/use-draft';
import { type TopicDraft, draftOfTopic, topicOfDraft } from './topic-draft';
import { SaveLine } from './save-bar';
import { useChange } from '../queries/use-update-integration';

const PLACES: Options<TopicDraft['from']> = [
  ['', 'Where the channel usually has it'],
  ['path', 'In the address, behind the id'],
  ['header', 'In a header'],
  ['body', 'In the body'],
];

/** Where the topic of a webhook stands. */
export function TopicForm({ integration }: { integration: Integration }) {
  const [draft, setDraft] = useDraft(draftOfTopic(integration.topic));
  const change = useChange(integration.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ topic: topicOfDraft(draft, integration.topic) });
  };
  const needsPlace = draft.from === 'header' || draft.from === 'body';
  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-3">
      <Choice
        label="Where its topics stand"
        options={PLACES}
        value={draft.from}
        onChange={(from) => setDraft({ from, place: '' })}
      />
      {needsPlace && (
        <TextField
          label={draft.from === 'header' ? 'Name of the header' : 'JSON pointer'}
          placeholder={draft.from === 'header' ? 'x-event' : '/event/type'}
          required
          value={draft.place}
          onChange={(event) => setDraft({ ...draft, place: event.target.value })}
        />
      )}
      <SaveLine change={change} />
    </form>
  );
}
