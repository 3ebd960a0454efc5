import { Link } from 'wouter';

import { channelName } from '../format/channel';
import { failureOf } from '../format/failure';
import { Card } from '../ui/Card';
import { ErrorNote } from '../ui/ErrorNote';
import { Age } from '../ui/Time';
import { useFailures } from './useOverview';

/** The newest failures: somebody has to look at them. */
export function Failures() {
  const { data, error, refetch } = useFailures();
  const events = data ?? [];
  return (
    <Card
      title="Needs a hand"
      aside={
        <Link href="/events?status=failed" className="text-accent underline">
          All failures
        </Link>
      }
    >
      {error && <ErrorNote title="Failures could not be loaded" error={error} onRetry={() => void refetch()} />}
      {data && events.length === 0 && <p className="text-muted">Nothing has failed.</p>}
      <ul>
        {events.map((event) => (
          <li key={event.id} className="border-t border-line first:border-t-0">
            <Link
              href={`/events/${event.id}?status=failed`}
              className="block rounded py-1.5 -outline-offset-2 hover:bg-sunken"
            >
              <span className="flex gap-3">
                <span>{channelName(event.source)}</span>
                <span className="min-w-0 flex-1 truncate font-mono text-xs leading-5">{event.topic}</span>
                <span className="text-muted">
                  <Age time={event.received_at} />
                </span>
              </span>
              <span className="line-clamp-2 break-words text-bad">
                {event.error === null ? '' : failureOf(event.error).sentence}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
