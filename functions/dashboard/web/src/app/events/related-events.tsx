import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import { ApiError } from '../api/api-error';
import { queryKeys } from '../api/query-keys';
import type { EventSummary } from '../api/types';
import { toneOf, humanize } from '../format/status';
import { useApi } from '../session/session-context';
import { Badge } from '../ui/badge';
import { ErrorNote } from '../ui/error-note';
import { Section } from '../ui/section';
import { Timestamp } from '../ui/time';
import { orderIdOf } from './filters/event-filters';

const TITLE = 'Other events of this order';

/** The other events of the same order, newest first. */
export function RelatedEvents({ event }: { event: EventSummary }) {
  const order = orderIdOf(event);
  if (order === null) return null;
  return <RelatedEventsOf event={event} order={order} />;
}

function RelatedEventsOf({ event, order }: { event: EventSummary; order: string }) {
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: queryKeys.order(event.integration, order),
    queryFn: () => api.order(order, event.integration),
  });
  if (error && !data) {
    // An order without a record has no other events.
    if (error instanceof ApiError && error.status === 404) return null;
    return (
      <Section title={TITLE}>
        <ErrorNote title="The related events could not be loaded" error={error} onRetry={() => void refetch()} />
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
              <Badge tone={toneOf(other.status)}>{humanize(other.status)}</Badge>
              <span className="min-w-0 flex-1 truncate font-mono text-xs leading-5">{other.topic}</span>
              <span className="text-muted">
                <Timestamp time={other.received_at} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
