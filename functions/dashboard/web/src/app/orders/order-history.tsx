import { Link } from 'wouter';

import type { HistoryEntry, OrderDetail } from '../api/types';
import { toneOf, humanize } from '../format/status';
import { ChannelTitle } from '../queries/channel-title';
import { Badge } from '../ui/badge';
import { Timestamp } from '../ui/time';
import { describeChanges, noChangeReason } from './order-changes';

/** The webhooks of an order, newest first, each with its changes. */
export function OrderHistory({ order }: { order: OrderDetail }) {
  return (
    <>
      <ol className="flex flex-col gap-3 border-l border-line pl-4">
        {order.history.toReversed().map((entry) => (
          <li key={entry.id}>
            <Entry entry={entry} currency={order.currency} />
          </li>
        ))}
      </ol>
      {!order.history_complete && <p className="mt-2 text-muted">Older changes are not shown.</p>}
    </>
  );
}

function Entry({ entry, currency }: { entry: HistoryEntry; currency: string | null }) {
  const changes = describeChanges(entry, currency);
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-3">
        <Link href={`/events/${entry.id}`} className="font-mono text-xs break-all text-accent underline">
          {entry.topic || 'event'}
        </Link>
        <span className="text-muted">
          <ChannelTitle channel={entry.source} />
        </span>
        {entry.status === 'failed' && <Badge tone={toneOf(entry.status)}>{humanize(entry.status)}</Badge>}
        <span className="ml-auto text-muted">
          <Timestamp time={entry.occurred_at ?? entry.received_at} />
        </span>
      </div>
      {changes.length === 0 ? (
        <p className="text-muted">{noChangeReason(entry)}</p>
      ) : (
        <ul>
          {changes.map(({ key, name, from, to }) => (
            <li key={key} className="break-words">
              <span className="text-muted">{name}: </span>
              {from !== null && (
                <>
                  {from} <span aria-label="changed to">→</span>{' '}
                </>
              )}
              {to ?? 'none'}
            </li>
          ))}
        </ul>
      )}
      {(entry.more ?? 0) > 0 && <p className="text-muted">{`and ${entry.more} more`}</p>}
    </>
  );
}
