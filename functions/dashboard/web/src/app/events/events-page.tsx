import { useSearchParams, useParams } from 'wouter';

import { useTitle } from '../ui/use-title';
import { EventDetail } from './event-detail';
import { EventList } from './event-list';
import { filtersOf } from './filters/event-filters';

/** The event list, with the open event beside it. */
export default function EventsPage() {
  const { id } = useParams();
  useTitle(id === undefined ? 'Events' : `Event ${id}`);
  const [search, setSearch] = useSearchParams();
  return (
    <div className="flex h-full">
      <section
        aria-label="Events"
        className={`@container min-w-0 flex-1 flex-col ${id === undefined ? 'flex' : 'hidden lg:flex'}`}
      >
        <EventList filters={filtersOf(search)} openId={id} search={search} setSearch={setSearch} />
      </section>
      {id !== undefined && <EventDetail key={id} id={id} search={search.toString()} />}
    </div>
  );
}
