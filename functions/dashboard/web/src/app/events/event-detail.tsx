import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';

import { queryKeys } from '../api/query-keys';
import type { EventDetail as Detail } from '../api/types';
import { describeError } from '../format/event-error';
import { withSearch } from '../format/links';
import { toneOf, humanize } from '../format/status';
import { formatDuration } from '../format/time';
import { ChannelTitle } from '../queries/channel-title';
import { useApi } from '../session/session-context';
import { Badge } from '../ui/badge';
import { CopyButton } from '../ui/copy-button';
import { DescriptionList } from '../ui/description-list';
import { DetailPanel } from '../ui/detail-panel';
import { DetailPlaceholder } from '../ui/detail-placeholder';
import { IntegrationLink } from '../ui/integration-link';
import { Section } from '../ui/section';
import { Ago, Timestamp } from '../ui/time';
import { EventBody } from './body/event-body';
import { subjectOf } from './event-summary';
import { orderIdOf } from './filters/event-filters';
import { RelatedEvents } from './related-events';
import { ReplayEvent } from './replay/replay-event';

/** One event with everything that is known about it. It has a permanent URL. */
export function EventDetail({ id, search }: { id: string; search: string }) {
  const api = useApi();
  const { data, error, refetch } = useQuery({ queryKey: queryKeys.event(id), queryFn: () => api.event(id) });
  return (
    <DetailPanel title={data ? data.topic || 'Event' : 'Event'} back={withSearch('/events', search)}>
      {data ? (
        <EventSections event={data} />
      ) : (
        <DetailPlaceholder what="event" error={error} onRetry={() => void refetch()}>
          It may have been deleted after its retention period, or you may not have access to its integration.
        </DetailPlaceholder>
      )}
    </DetailPanel>
  );
}

function EventSections({ event }: { event: Detail }) {
  const { delivery } = event;
  const link = `${location.origin}/events/${event.id}`;
  return (
    <>
      <Section title="Summary">
        <p key={event.rev} className="mb-3 break-words">
          {event.payload_summary || 'No summary available.'}
        </p>
        <DescriptionList
          items={[
            [
              'Status',
              <Badge key="s" tone={toneOf(event.status)}>
                {humanize(event.status)}
              </Badge>,
            ],
            ['Channel', <ChannelTitle key="c" channel={event.source} />],
            ['Shop', event.shop_domain],
            ['Integration', <IntegrationLink key="i" id={event.integration} />],
            ['Subject', <Subject key="a" event={event} />],
            ...((event.attempt ?? 0) > 0 ? [['Automatic retries', String(event.attempt)] as const] : []),
          ]}
        />
        <div className="mt-3 flex flex-wrap gap-2">
          <ReplayEvent event={event} />
          <CopyButton value={link} what="to this event" label="Copy link" />
        </div>
      </Section>
      {event.error !== null && (
        <Section title="Error">
          <p className="break-words text-bad">{describeError(event.error).sentence}</p>
          <p className="mt-1 text-muted">{describeError(event.error).advice}</p>
          {typeof event.next_retry_at === 'string' && (
            <p className="mt-1">
              Next automatic retry: <Timestamp time={event.next_retry_at} />.
            </p>
          )}
        </Section>
      )}
      <Section title="Times">
        <DescriptionList items={timesOf(event)} />
      </Section>
      <Section title="Headers">
        {delivery ? (
          <DescriptionList items={Object.entries(delivery.headers)} />
        ) : (
          <p className="text-muted">The webhook is no longer stored.</p>
        )}
        {delivery?.body_authenticated === false && (
          <p className="mt-2 text-warn">The sender was verified by a token; the body itself is not signed.</p>
        )}
      </Section>
      {delivery && (
        <Section title="Body">
          <EventBody delivery={delivery} name={event.id} />
        </Section>
      )}
      <RelatedEvents event={event} />
    </>
  );
}

function timesOf(event: Detail) {
  const durationMs = Date.parse(event.processed_at) - Date.parse(event.received_at);
  const replays = event.delivery?.replays ?? 0;
  return [
    ...(event.occurred_at === null ? [] : [['Occurred', <Timestamp key="o" time={event.occurred_at} />] as const]),
    ['Received', <TimestampWithAge key="r" time={event.received_at} />] as const,
    ['Processed', <Timestamp key="p" time={event.processed_at} />] as const,
    // A replay happens on request, so the duration until then is not a processing time.
    ...(replays === 0 && durationMs >= 0
      ? [['Duration', formatDuration(durationMs)] as const]
      : [['Replays', String(replays)] as const]),
  ];
}

function TimestampWithAge({ time }: { time: string }) {
  return (
    <>
      <Timestamp time={time} /> (<Ago time={time} />)
    </>
  );
}

function Subject({ event }: { event: Detail }) {
  const order = orderIdOf(event);
  if (order === null) return subjectOf(event) ?? 'Unknown';
  return (
    <Link
      href={`/orders/${encodeURIComponent(event.integration)}/${encodeURIComponent(order)}`}
      className="text-accent underline"
    >
      {`Order ${order}`}
    </Link>
  );
}
