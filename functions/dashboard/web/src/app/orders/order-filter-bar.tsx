import { activeFilterCount } from '../format/list-filters';
import { humanize } from '../format/status';
import { useChannelOptions } from '../queries/use-channels';
import { useIntegrations } from '../queries/use-integrations';
import { Button } from '../ui/button';
import { ALL, SelectField, TextField } from '../ui/fields';
import { FilterBar } from '../ui/filter-bar';
import { useDraft } from '../ui/use-draft';
import { NO_ORDER_FILTERS, ORDER_STATUSES, type OrderFilters } from './order-filters';
import { SORTS, sortingOf, sortingText } from './sorting';

const STATUSES = [ALL, ...ORDER_STATUSES.map((status) => [status, humanize(status)] as const)];

const TESTS = [ALL, ['false', 'Without tests'], ['true', 'Only tests']] as const;

/** The filters of the order list. */
export function OrderFilterBar({
  filters,
  onChange,
  sorting,
}: {
  filters: OrderFilters;
  onChange: (filters: OrderFilters) => void;
  /** Set if the list has no column headers to sort it by. */
  sorting: { sort: string | null; onSort: (sort: string | null) => void } | null;
}) {
  const channels = useChannelOptions();
  const { data: integrations } = useIntegrations();
  const [text, setText] = useDraft(filters.search);
  const enter = () => text.trim() !== filters.search && onChange({ ...filters, search: text.trim() });
  return (
    <FilterBar
      title="Orders"
      count={activeFilterCount(filters)}
      onSubmit={enter}
      onClear={() => onChange(NO_ORDER_FILTERS)}
    >
      <TextField
        label="Order name or ID"
        type="search"
        className="w-56"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={enter}
      />
      <SelectField
        label="Channel"
        className="w-32"
        options={[ALL, ...channels]}
        value={filters.channel}
        onChange={(channel) => onChange({ ...filters, channel })}
      />
      <SelectField
        label="Status"
        className="w-44"
        options={STATUSES}
        value={filters.status}
        onChange={(status) => onChange({ ...filters, status })}
      />
      <SelectField
        label="Integration"
        className="w-48"
        options={[ALL, ...(integrations ?? []).map(({ id: name }) => [name, name] as const)]}
        value={filters.integration}
        onChange={(integration) => onChange({ ...filters, integration })}
      />
      <SelectField
        label="Test orders"
        className="w-36"
        options={TESTS}
        value={filters.test}
        onChange={(test) => onChange({ ...filters, test })}
      />
      {sorting && <SortChoice {...sorting} />}
    </FilterBar>
  );
}

function SortChoice({ sort, onSort }: { sort: string | null; onSort: (sort: string | null) => void }) {
  const { id, desc } = sortingOf(sort);
  return (
    <>
      <SelectField
        label="Sort by"
        className="w-32"
        options={SORTS}
        value={id}
        onChange={(chosen) => onSort(sortingText({ id: chosen, desc }))}
      />
      <Button onClick={() => onSort(sortingText({ id, desc: !desc }))}>{desc ? '↓ Descending' : '↑ Ascending'}</Button>
    </>
  );
}
