import { Link } from 'wouter';

import type { EventLine } from '../api/types';
import { channelName } from '../format/channel';
import { failureOf } from '../format/failure';
import { withSearch } from '../format/link';
import { toneOf, words } from '../format/words';
import { Badge } from '../ui/Badge';
import { Age } from '../ui/Time';

/** The columns of the list, where there is room for them. */
export function columnsOf(tight: boolean): string {
  const always = 'grid-cols-[6.5rem_5.5rem_11rem_minmax(0,1fr)_4rem]';
  return tight ? always : `${always} lg:grid-cols-[6.5rem_5.5rem_11rem_minmax(0,1fr)_minmax(0,12rem)_4rem]`;
}

/** One event of the list. */
export function EventRow({
  event,
  open,
  search,
  narrow,
  tight,
}: {
  event: EventLine;
  open: boolean;
  search: string;
  narrow: boolean;
  tight: boolean;
}) {
  const look = open ? 'bg-chosen' : 'hover:bg-sunken';
  const parts = narrow ? <Narrow event={event} /> : <Wide event={event} tight={tight} />;
  return (
    <Link
      href={withSearch(`/events/${event.id}`, search)}
      aria-current={open ? 'true' : undefined}
      className={`block h-full border-b border-line px-4 -outline-offset-2 ${look}`}
    >
      {parts}
    </Link>
  );
}

/** What is shown of what it says: of a failure, why. */
function gist(event: EventLine): string {
  return event.error === null ? event.payload_summary || event.subject || '' : failureOf(event.error).sentence;
}

function Wide({ event, tight }: { event: EventLine; tight: boolean }) {
  return (
    <span className={`grid h-full items-center gap-3 ${columnsOf(tight)}`}>
      <Badge tone={toneOf(event.status)}>{words(event.status)}</Badge>
      <span className="truncate">{channelName(event.source)}</span>
      <span className="truncate font-mono text-xs">{event.topic}</span>
      <span className={`truncate ${event.error === null ? '' : 'text-bad'}`}>{gist(event)}</span>
      {!tight && <span className="hidden truncate text-muted lg:block">{event.shop_domain}</span>}
      <span className="text-right text-muted">
        <Age time={event.received_at} />
      </span>
    </span>
  );
}

function Narrow({ event }: { event: EventLine }) {
  return (
    <span className="flex h-full flex-col justify-center gap-0.5">
      <span className="flex items-center gap-2">
        <Badge tone={toneOf(event.status)}>{words(event.status)}</Badge>
        <span>{channelName(event.source)}</span>
        <span className="min-w-0 flex-1 truncate font-mono text-xs">{event.topic}</span>
        <span className="text-muted">
          <Age time={event.received_at} />
        </span>
      </span>
      <span className={`truncate ${event.error === null ? 'text-muted' : 'text-bad'}`}>{gist(event)}</span>
    </span>
  );
}
