import { CHANNEL_OPTIONS } from '../channels/channel-names';
import { countOf } from '../format/list-filters';
import { words } from '../format/status';
import { useIntegrations } from '../queries/use-integrations';
import { Button } from '../ui/button';
import { ALL, Choice, TextField } from '../ui/fields';
import { FilterBar } from '../ui/filter-bar';
import { useDraft } from '../ui/use-draft';
import { NO_ORDER_FILTERS, ORDER_STATUSES, type OrderFilters } from './order-filters';
import { SORTS, sortingOf, sortingText } from './sorting';

const CHANNELS = [ALL, ...CHANNEL_OPTIONS];
const STATUSES = [ALL, ...ORDER_STATUSES.map((status) => [status, words(status)] as const)];

/** Which orders are shown. */
export function OrderFilterBar({
  filters,
  onChange,
  sorting,
}: {
  filters: OrderFilters;
  onChange: (filters: OrderFilters) => void;
  /** Where the list has no heads of columns to sort it by. */
  sorting: { sort: string | null; onSort: (sort: string | null) => void } | null;
}) {
  const { data: integrations } = useIntegrations();
  const [text, setText] = useDraft(filters.search);
  const enter = () => text.trim() !== filters.search && onChange({ ...filters, search: text.trim() });
  return (
    <FilterBar title="Orders" count={countOf(filters)} onSubmit={enter} onClear={() => onChange(NO_ORDER_FILTERS)}>
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
      {sorting && <SortChoice {...sorting} />}
    </FilterBar>
  );
}

function SortChoice({ sort, onSort }: { sort: string | null; onSort: (sort: string | null) => void }) {
  const { id, desc } = sortingOf(sort);
  return (
    <>
      <Choice
        label="Sorted by"
        className="w-32"
        options={SORTS}
        value={id}
        onChange={(chosen) => onSort(sortingText({ id: chosen, desc }))}
      />
      <Button onClick={() => onSort(sortingText({ id, desc: !desc }))}>{desc ? '↓ Falling' : '↑ Rising'}</Button>
    </>
  );
}
