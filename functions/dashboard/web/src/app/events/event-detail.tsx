import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import type { EventDetail as Detail } from '../api/types';
import { channelName } from '../channels/channel-names';
import { failureOf } from '../format/event-error';
import { withSearch } from '../format/links';
import { span } from '../format/time';
import { toneOf, words } from '../format/status';
import { keys } from '../live/update-caches';
import { useApi } from '../session/session-context';
import { Badge } from '../ui/badge';
import { CopyButton } from '../ui/copy-button';
import { DetailPanel } from '../ui/detail-panel';
import { Facts, Section } from '../ui/description-list';
import { IntegrationLink } from '../ui/integration-link';
import { NotLoaded } from '../ui/detail-placeholder';
import { Ago, At } from '../ui/time';
import { Body } from './body/event-body';
import { orderOf } from './filters/event-filters';
import { subjectOf } from './event-summary';
import { ReplayOne } from './replay/replay-event';
import { Siblings } from './related-events';

/** One event with all that is known of it. It has a permanent address. */
export function EventDetail({ id, search }: { id: string; search: string }) {
  const api = useApi();
  const { data, error, refetch } = useQuery({ queryKey: keys.event(id), queryFn: () => api.event(id) });
  return (
    <DetailPanel title={data ? data.topic || 'Event' : 'Event'} back={withSearch('/events', search)}>
      {data ? (
        <Parts event={data} />
      ) : (
        <NotLoaded what="event" error={error} onRetry={() => void refetch()}>
          It may be past its time, or of an account that you cannot see.
        </NotLoaded>
      )}
    </DetailPanel>
  );
}

function Parts({ event }: { event: Detail }) {
  const { delivery } = event;
  const link = `${location.origin}/events/${event.id}`;
  return (
    <>
      <Section title="Summary">
        <p key={event.rev} className="mb-3 break-words">
          {event.payload_summary || 'It says nothing that could be summed up.'}
        </p>
        <Facts
          facts={[
            [
              'Status',
              <Badge key="s" tone={toneOf(event.status)}>
                {words(event.status)}
              </Badge>,
            ],
            ['Channel', channelName(event.source)],
            ['Shop', event.shop_domain],
            ['Integration', <IntegrationLink key="i" id={event.integration} />],
            ['About', <Subject key="a" event={event} />],
            ...(event.attempt !== undefined && event.attempt > 1 ? [['Try', String(event.attempt)] as const] : []),
          ]}
        />
        <div className="mt-3 flex flex-wrap gap-2">
          <ReplayOne event={event} />
          <CopyButton value={link} what="to this event" label="Copy link" />
        </div>
      </Section>
      {event.error !== null && (
        <Section title="What went wrong">
          <p className="break-words text-bad">{failureOf(event.error).sentence}</p>
          <p className="mt-1 text-muted">{failureOf(event.error).advice}</p>
          {typeof event.next_retry_at === 'string' && (
            <p className="mt-1">
              It is tried again by itself: <At time={event.next_retry_at} />.
            </p>
          )}
        </Section>
      )}
      <Section title="Times">
        <Facts facts={timesOf(event)} />
      </Section>
      <Section title="Headers">
        {delivery ? (
          <Facts facts={Object.entries(delivery.headers)} />
        ) : (
          <p className="text-muted">What came is no longer kept.</p>
        )}
        {delivery?.body_authenticated === false && (
          <p className="mt-2 text-warn">The sender was proven by a token; the body itself is not signed.</p>
        )}
      </Section>
      {delivery && (
        <Section title="Body">
          <Body delivery={delivery} name={event.id} />
        </Section>
      )}
      <Siblings event={event} />
    </>
  );
}

function timesOf(event: Detail) {
  const took = Date.parse(event.processed_at) - Date.parse(event.received_at);
  const replays = event.delivery?.replays ?? 0;
  return [
    ...(event.occurred_at === null ? [] : [['Occurred', <At key="o" time={event.occurred_at} />] as const]),
    ['Received', <Both key="r" time={event.received_at} />] as const,
    ['Processed', <At key="p" time={event.processed_at} />] as const,
    // A replay comes when somebody asks for it: the time until then says nothing.
    ...(replays === 0 && took >= 0 ? [['Took', span(took)] as const] : [['Replays', String(replays)] as const]),
  ];
}

function Both({ time }: { time: string }) {
  return (
    <>
      <At time={time} /> (<Ago time={time} />)
    </>
  );
}

function Subject({ event }: { event: Detail }) {
  const order = orderOf(event);
  if (order === null) return subjectOf(event) ?? 'It was not found out';
  return (
    <Link
      href={`/orders/${encodeURIComponent(event.integration)}/${encodeURIComponent(order)}`}
      className="text-accent underline"
    >
      {`Order ${order}`}
    </Link>
  );
}
