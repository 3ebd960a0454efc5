import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import type { EventLine } from '../api/types';
import { toneOf, words } from '../format/words';
import { keys } from '../live/freshen';
import { useApi } from '../session/context';
import { Badge } from '../ui/Badge';
import { Section } from '../ui/Facts';
import { At } from '../ui/Time';
import { orderOf } from './filters';

/** The other deliveries of the order that an event is about, the newest first. */
export function Siblings({ event }: { event: EventLine }) {
  const order = orderOf(event);
  if (order === null) return null;
  return <SiblingsOf event={event} order={order} />;
}

function SiblingsOf({ event, order }: { event: EventLine; order: string }) {
  const api = useApi();
  const { data } = useQuery({
    queryKey: keys.order(event.integration, order),
    queryFn: () => api.order(order, event.integration),
  });
  const others = (data?.history ?? []).filter(({ id }) => id !== event.id).toReversed();
  if (others.length === 0) return null;
  return (
    <Section title="Other deliveries of the same order">
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
