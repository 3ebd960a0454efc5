import { type FormEvent, useId, useState } from 'react';

import { CHANNELS, channelName } from '../format/channel';
import { words } from '../format/words';
import { useIntegrations } from '../integrations/useIntegrations';
import { Button } from '../ui/Button';
import { Choice, TextField } from '../ui/Field';
import { useDraft } from '../ui/useDraft';
import { ORDER_STATUSES, type OrderFilters } from './filters';

const NONE: OrderFilters = { channel: '', status: '', integration: '', search: '' };

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
          value={filters.channel}
          onChange={(event) => onChange({ ...filters, channel: event.target.value })}
        >
          <option value="">All</option>
          {CHANNELS.map((channel) => (
            <option key={channel} value={channel}>
              {channelName(channel)}
            </option>
          ))}
        </Choice>
        <Choice
          label="Status"
          className="w-44"
          value={filters.status}
          onChange={(event) => onChange({ ...filters, status: event.target.value })}
        >
          <option value="">All</option>
          {ORDER_STATUSES.map((status) => (
            <option key={status} value={status}>
              {words(status)}
            </option>
          ))}
        </Choice>
        <Choice
          label="Integration"
          className="w-48"
          value={filters.integration}
          onChange={(event) => onChange({ ...filters, integration: event.target.value })}
        >
          <option value="">All</option>
          {integrations?.map(({ id: name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Choice>
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
