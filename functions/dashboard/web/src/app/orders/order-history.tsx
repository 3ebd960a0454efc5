import { Link } from 'wouter';

import type { HistoryEntry, OrderDetail } from '../api/types';
import { channelName } from '../channels/channel-names';
import { toneOf, words } from '../format/status';
import { Badge } from '../ui/badge';
import { At } from '../ui/time';
import { silence, toldBy } from './order-changes';

/** The deliveries of an order, the newest first, each with what it changed. */
export function History({ order }: { order: OrderDetail }) {
  return (
    <>
      <ol className="flex flex-col gap-3 border-l border-line pl-4">
        {order.history.toReversed().map((entry) => (
          <li key={entry.id}>
            <Entry entry={entry} currency={order.currency} />
          </li>
        ))}
      </ol>
      {!order.history_complete && (
        <p className="mt-2 text-muted">There was more: older deliveries are no longer kept, or are too many.</p>
      )}
    </>
  );
}

function Entry({ entry, currency }: { entry: HistoryEntry; currency: string | null }) {
  const told = toldBy(entry, currency);
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-3">
        <Link href={`/events/${entry.id}`} className="font-mono text-xs break-all text-accent underline">
          {entry.topic || 'event'}
        </Link>
        <span className="text-muted">{channelName(entry.source)}</span>
        {entry.status === 'failed' && <Badge tone={toneOf(entry.status)}>{words(entry.status)}</Badge>}
        <span className="ml-auto text-muted">
          <At time={entry.occurred_at ?? entry.received_at} />
        </span>
      </div>
      {told.length === 0 ? (
        <p className="text-muted">{silence(entry)}</p>
      ) : (
        <ul>
          {told.map(({ key, what, from, to }) => (
            <li key={key} className="break-words">
              <span className="text-muted">{what}: </span>
              {from !== null && (
                <>
                  {from} <span aria-label="became">→</span>{' '}
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
