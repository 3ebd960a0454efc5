import type { ReactNode } from 'react';

import { useConnection } from '../../realtime/react';
import { clockTime, formatDuration } from '../format/time';
import { quantile } from '../live/recent-events';
import { useRecentEvents } from '../live/recent-events-context';
import { dayWithLive, successRate } from './event-minutes';
import { useConnections, useDay } from './overview-queries';
import { useLiveRefresh } from './use-live-refresh';
import { useUncountedEvents } from './use-uncounted-events';

/** Success, failures, latency and live connections. */
export function KeyFigures() {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded border border-line bg-line lg:grid-cols-4">
      <DayFigures />
      <LatencyFigure />
      <ConnectionsFigure />
    </dl>
  );
}

/** The last 24 hours: the counted events, and those that arrived since. */
function DayFigures() {
  const { data: day, error } = useDay();
  const recent = useRecentEvents();
  const isLive = useConnection().state === 'live';
  const now = useLiveRefresh();
  // Before all uncounted events are loaded, the numbers would be too small.
  const isSettled = useUncountedEvents(day?.until);
  if (!day || !isSettled) {
    const text = error ? 'Not available' : '';
    return (
      <>
        <Figure name={SUCCESS} value="–">
          {text}
        </Figure>
        <Figure name={FAILED} value="–">
          {text}
        </Figure>
      </>
    );
  }
  const total = dayWithLive(day, recent, now);
  // Without a live connection, events since then may be missing.
  const asOf = isLive || day.until === null ? '' : `, as of ${clockTime(day.until)}`;
  return (
    <>
      <Figure name={SUCCESS} value={successRate(total) ?? 'No events'}>
        {`${total.processed.toLocaleString()} processed${asOf}`}
      </Figure>
      <Figure name={FAILED} value={total.failed.toLocaleString()}>
        {`${total.failed === 0 ? 'Nothing needs attention' : 'Can be replayed'}${asOf}`}
      </Figure>
    </>
  );
}

const SUCCESS = 'Success rate, last 24 hours';
const FAILED = 'Failed, last 24 hours';

function Figure({ name, value, children }: { name: string; value: string; children: ReactNode }) {
  return (
    <div className="bg-surface p-4">
      <dt className="text-muted">{name}</dt>
      <dd className="text-2xl font-semibold tabular-nums">{value}</dd>
      <dd className="text-muted">{children}</dd>
    </div>
  );
}

function LatencyFigure() {
  const recent = useRecentEvents();
  const { data: day, error } = useDay();
  useLiveRefresh();
  const measured = { p50: quantile(recent.delays, 0.5), p99: quantile(recent.delays, 0.99) };
  if (measured.p50 !== null && measured.p99 !== null) {
    const { length } = recent.delays;
    return (
      <Figure name="Time from receipt to screen" value={formatDuration(measured.p50)}>
        {`median; 99 % within ${formatDuration(measured.p99)}; last ${length === 1 ? 'event' : `${length.toLocaleString()} events`} on this page`}
      </Figure>
    );
  }
  const { p50_ms: p50, p99_ms: p99 } = day?.pushed ?? { p50_ms: null, p99_ms: null };
  if (!day || p50 === null || p99 === null) {
    return (
      <Figure name="Time from receipt to screen" value="–">
        {day || error ? 'No event has arrived on this page yet' : ''}
      </Figure>
    );
  }
  return (
    <Figure name="Time from receipt to sending" value={formatDuration(p50)}>
      {`median; 99 % within ${formatDuration(p99)}; last 24 hours${day.until === null ? '' : `, as of ${clockTime(day.until)}`}`}
    </Figure>
  );
}

function ConnectionsFigure() {
  const { data, error } = useConnections();
  return (
    <Figure
      name="Live connections"
      value={data ? `${data.connections.toLocaleString()}${data.complete ? '' : '+'}` : '–'}
    >
      {data ? `${data.users.toLocaleString()} ${data.users === 1 ? 'user' : 'users'}` : error ? 'Not available' : ''}
    </Figure>
  );
}
