import { type FormEvent, useId, useState } from 'react';

import { CHANNEL_OPTIONS } from '../format/channel';
import { fromLocalField, toLocalField } from '../format/time';
import { Button } from '../ui/Button';
import { ALL, Choice, TextField } from '../ui/Field';
import { useDraft } from '../ui/useDraft';
import { type EventFilters, countOf } from './filters';

const NONE: EventFilters = { channel: '', topic: '', status: '', shop: '', from: '', to: '', order: '' };
const CHANNELS = [ALL, ...CHANNEL_OPTIONS];
const STATUSES = [ALL, ['processed', 'Processed'], ['failed', 'Failed']] as const;

/** Which events are shown. Choices count at once, texts when they are entered. */
export function EventFilterBar({
  filters,
  onChange,
}: {
  filters: EventFilters;
  onChange: (filters: EventFilters) => void;
}) {
  const [shown, setShown] = useState(false);
  const [draft, setDraft] = useDraft(filters);
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange(draft);
  };
  const text = (name: 'topic' | 'shop' | 'order') => ({
    value: draft[name],
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value.trim() }),
    onBlur: () => draft[name] !== filters[name] && onChange(draft),
  });
  const count = countOf(filters);
  return (
    <form role="search" aria-label="Events" onSubmit={submit} className="border-b border-line bg-surface px-4 py-2">
      <div className="flex items-center justify-between md:hidden">
        <h1 className="text-lg font-semibold">Events</h1>
        <Button kind="quiet" aria-expanded={shown} aria-controls={id} onClick={() => setShown(!shown)}>
          {count > 0 ? `Filters (${count})` : 'Filters'}
        </Button>
      </div>
      <h1 className="sr-only max-md:hidden">Events</h1>
      <div id={id} className={`${shown ? 'flex' : 'hidden'} flex-wrap items-end gap-x-3 gap-y-2 md:flex`}>
        <TextField label="Order id" type="search" inputMode="search" className="w-44" {...text('order')} />
        <Choice
          label="Channel"
          className="w-32"
          options={CHANNELS}
          value={filters.channel}
          onChange={(channel) => onChange({ ...draft, channel })}
        />
        <Choice
          label="Status"
          className="w-32"
          options={STATUSES}
          value={filters.status}
          onChange={(status) => onChange({ ...draft, status })}
        />
        <TextField label="Topic" className="w-40" placeholder="orders/create" {...text('topic')} />
        <TextField label="Shop" className="w-48" placeholder="shop.myshopify.com" {...text('shop')} />
        <TimeField label="From" value={filters.from} onChange={(from) => onChange({ ...draft, from })} />
        <TimeField label="To" value={filters.to} onChange={(to) => onChange({ ...draft, to })} />
        {count > 0 && (
          <Button kind="quiet" onClick={() => onChange(NONE)}>
            Clear filters
          </Button>
        )}
        <button type="submit" className="sr-only">
          Apply
        </button>
      </div>
    </form>
  );
}

function TimeField({ label, value, onChange }: { label: string; value: string; onChange: (time: string) => void }) {
  const [text, setText] = useDraft(toLocalField(value));
  const enter = () => {
    const time = fromLocalField(text);
    if (time !== fromLocalField(toLocalField(value))) onChange(time);
  };
  return (
    <TextField
      label={label}
      type="datetime-local"
      className="w-48"
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={enter}
    />
  );
}
