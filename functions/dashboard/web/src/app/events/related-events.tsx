import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import { ApiError } from '../api/api-error';
import type { EventLine } from '../api/types';
import { toneOf, words } from '../format/status';
import { keys } from '../live/update-caches';
import { useApi } from '../session/session-context';
import { Badge } from '../ui/badge';
import { ErrorNote } from '../ui/error-note';
import { Section } from '../ui/description-list';
import { At } from '../ui/time';
import { orderOf } from './filters/event-filters';

const TITLE = 'Other deliveries of the same order';

/** The other deliveries of the order that an event is about, the newest first. */
export function Siblings({ event }: { event: EventLine }) {
  const order = orderOf(event);
  if (order === null) return null;
  return <SiblingsOf event={event} order={order} />;
}

function SiblingsOf({ event, order }: { event: EventLine; order: string }) {
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: keys.order(event.integration, order),
    queryFn: () => api.order(order, event.integration),
  });
  if (error && !data) {
    // An order of which nothing is known has no other deliveries.
    if (error instanceof ApiError && error.status === 404) return null;
    return (
      <Section title={TITLE}>
        <ErrorNote title="They could not be loaded" error={error} onRetry={() => void refetch()} />
      </Section>
    );
  }
  const others = (data?.history ?? []).filter(({ id }) => id !== event.id).toReversed();
  if (others.length === 0) return null;
  return (
    <Section title={TITLE}>
      <ul>
        {others.map((other) => (
          <li key={other.id}>
            <Link href={`/events/${other.id}`} className="flex flex-wrap gap-x-3 rounded px-1 py-1 hover:bg-sunken">
              <Badge tone={toneOf(other.status)}>{words(other.status)}</Badge>
              <span className="min-w-0 flex-1 truncate font-mono text-xs leading-5">{other.topic}</span>
              <span className="text-muted">
                <At time={other.received_at} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
