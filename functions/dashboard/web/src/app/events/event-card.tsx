import type { EventSummary } from '../api/types';
import { toneOf, humanize } from '../format/status';
import { ChannelTitle } from '../queries/channel-title';
import { Badge } from '../ui/badge';
import { Age } from '../ui/time';
import { eventSummary } from './event-summary';

/** An event in a list that is too narrow for a table. */
export function EventCard({ event }: { event: EventSummary }) {
  return (
    <>
      <span className="flex items-center gap-2">
        <Badge tone={toneOf(event.status)}>{humanize(event.status)}</Badge>
        <span>
          <ChannelTitle channel={event.source} />
        </span>
        <span className="min-w-0 flex-1 truncate font-mono text-xs">{event.topic}</span>
        <span className="text-muted">
          <Age time={event.received_at} />
        </span>
      </span>
      <span className={`truncate ${event.error === null ? 'text-muted' : 'text-bad'}`}>{eventSummary(event)}</span>
    </>
  );
}
