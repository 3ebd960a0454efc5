import { activeFilterCount } from '../../format/list-filters';
import { fromLocalField, toLocalField } from '../../format/time';
import { useChannelOptions } from '../../queries/use-channels';
import { ALL, SelectField, TextField } from '../../ui/fields';
import { FilterBar } from '../../ui/filter-bar';
import { useDraft } from '../../ui/use-draft';
import { type EventFilters, NO_EVENT_FILTERS } from './event-filters';

const STATUSES = [ALL, ['processed', 'Processed'], ['failed', 'Failed']] as const;

/** The filters of the event list. Selections apply at once, texts when they are entered. */
export function EventFilterBar({
  filters,
  onChange,
}: {
  filters: EventFilters;
  onChange: (filters: EventFilters) => void;
}) {
  const channels = useChannelOptions();
  const [draft, setDraft] = useDraft(filters);
  const text = (name: 'topic' | 'shop' | 'order') => ({
    value: draft[name],
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value.trim() }),
    onBlur: () => draft[name] !== filters[name] && onChange(draft),
  });
  return (
    <FilterBar
      title="Events"
      count={activeFilterCount(filters)}
      onSubmit={() => onChange(draft)}
      onClear={() => onChange(NO_EVENT_FILTERS)}
    >
      <TextField label="Order ID" type="search" inputMode="search" className="w-44" {...text('order')} />
      <SelectField
        label="Channel"
        className="w-32"
        options={[ALL, ...channels]}
        value={filters.channel}
        onChange={(channel) => onChange({ ...draft, channel })}
      />
      <SelectField
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
    </FilterBar>
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
