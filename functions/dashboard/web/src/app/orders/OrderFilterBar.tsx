import { type FormEvent, useId, useState } from 'react';

import { CHANNEL_OPTIONS } from '../format/channel';
import { words } from '../format/words';
import { useIntegrations } from '../integrations/useIntegrations';
import { Button } from '../ui/Button';
import { ALL, Choice, TextField } from '../ui/Field';
import { useDraft } from '../ui/useDraft';
import { ORDER_STATUSES, type OrderFilters } from './filters';

const NONE: OrderFilters = { channel: '', status: '', integration: '', search: '' };
const CHANNELS = [ALL, ...CHANNEL_OPTIONS];
const STATUSES = [ALL, ...ORDER_STATUSES.map((status) => [status, words(status)] as const)];

/** Which orders are shown. */
export function OrderFilterBar({
  filters,
  onChange,
}: {
  filters: OrderFilters;
  onChange: (filters: OrderFilters) => void;
}) {
  const { data: integrations } = useIntegrations();
  const [text, setText] = useDraft(filters.search);
  const [shown, setShown] = useState(false);
  const id = useId();
  const enter = () => text.trim() !== filters.search && onChange({ ...filters, search: text.trim() });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter();
  };
  const count = Object.values(filters).filter((value) => value !== '').length;
  return (
    <form role="search" aria-label="Orders" onSubmit={submit} className="border-b border-line bg-surface px-4 py-2">
      <div className="flex items-center justify-between md:hidden">
        <h1 className="text-lg font-semibold">Orders</h1>
        <Button kind="quiet" aria-expanded={shown} aria-controls={id} onClick={() => setShown(!shown)}>
          {count > 0 ? `Filters (${count})` : 'Filters'}
        </Button>
      </div>
      <h1 className="sr-only max-md:hidden">Orders</h1>
      <div id={id} className={`${shown ? 'flex' : 'hidden'} flex-wrap items-end gap-x-3 gap-y-2 md:flex`}>
        <TextField
          label="Order name or id"
          type="search"
          className="w-56"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={enter}
        />
        <Choice
          label="Channel"
          className="w-32"
          options={CHANNELS}
          value={filters.channel}
          onChange={(channel) => onChange({ ...filters, channel })}
        />
        <Choice
          label="Status"
          className="w-44"
          options={STATUSES}
          value={filters.status}
          onChange={(status) => onChange({ ...filters, status })}
        />
        <Choice
          label="Integration"
          className="w-48"
          options={[ALL, ...(integrations ?? []).map(({ id: name }) => [name, name] as const)]}
          value={filters.integration}
          onChange={(integration) => onChange({ ...filters, integration })}
        />
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
