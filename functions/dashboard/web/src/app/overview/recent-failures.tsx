import { Link } from 'wouter';

import { describeError } from '../format/event-error';
import { ChannelTitle } from '../queries/channel-title';
import { Card } from '../ui/card';
import { ErrorNote } from '../ui/error-note';
import { Age } from '../ui/time';
import { useFailures } from './overview-queries';

/** The newest failed events. */
export function Failures() {
  const { data, error, refetch } = useFailures();
  const events = data ?? [];
  return (
    <Card
      title="Needs attention"
      aside={
        <Link href="/events?status=failed" className="text-accent underline">
          All failures
        </Link>
      }
    >
      {error && (
        <ErrorNote title="The failed events could not be loaded" error={error} onRetry={() => void refetch()} />
      )}
      {data && events.length === 0 && <p className="text-muted">No failed events.</p>}
      <ul>
        {events.map((event) => (
          <li key={event.id} className="border-t border-line first:border-t-0">
            <Link
              href={`/events/${event.id}?status=failed`}
              className="block rounded py-1.5 -outline-offset-2 hover:bg-sunken"
            >
              <span className="flex gap-3">
                <span>
                  <ChannelTitle channel={event.source} />
                </span>
                <span className="min-w-0 flex-1 truncate font-mono text-xs leading-5">{event.topic}</span>
                <span className="text-muted">
                  <Age time={event.received_at} />
                </span>
              </span>
              <span className="line-clamp-2 break-words text-bad">
                {event.error === null ? '' : describeError(event.error).sentence}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
