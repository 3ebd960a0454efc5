import type { ReactNode } from 'react';

import { span } from '../format/time';
import { useRecent } from '../live/context';
import { quantile } from '../live/recent';
import { useNow } from '../ui/now';
import { successOf } from './minutes';
import { useConnections, useDay } from './useOverview';

/** The few numbers that say whether all is well. */
export function Figures() {
  const { data: day, error } = useDay();
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded border border-line bg-line lg:grid-cols-4">
      <Figure name="Success, last 24 hours" value={day ? (successOf(day.total) ?? 'No events') : '–'}>
        {day ? `${day.total.processed.toLocaleString()} processed` : error ? 'Not available' : ''}
      </Figure>
      <Figure name="Failed, last 24 hours" value={day ? day.total.failed.toLocaleString() : '–'}>
        {day ? 'Each can be replayed' : error ? 'Not available' : ''}
      </Figure>
      <OnScreen />
      <Live />
    </dl>
  );
}

function Figure({ name, value, children }: { name: string; value: string; children: ReactNode }) {
  return (
    <div className="bg-surface p-4">
      <dt className="text-muted">{name}</dt>
      <dd className="text-2xl font-semibold tabular-nums">{value}</dd>
      <dd className="text-muted">{children}</dd>
    </div>
  );
}

function OnScreen() {
  const recent = useRecent();
  const { data: day } = useDay();
  // They are counted as events come, and shown as the seconds go by.
  useNow();
  const [median, p99] = [quantile(recent.delays, 0.5), quantile(recent.delays, 0.99)];
  const pushed = day?.latency.pushed;
  const [medianOfDay, p99OfDay] = [pushed?.p50_ms ?? null, pushed?.p99_ms ?? null];
  if (median !== null && p99 !== null) {
    return (
      <Figure name="Received to on screen" value={span(median)}>
        {`median here; ${span(p99)} at the 99th percentile`}
      </Figure>
    );
  }
  return (
    <Figure name="Received to on screen" value={medianOfDay === null ? '–' : span(medianOfDay)}>
      {p99OfDay === null ? 'No event has come live yet' : `median of the day; ${span(p99OfDay)} at the 99th percentile`}
    </Figure>
  );
}

function Live() {
  const { data, error } = useConnections();
  return (
    <Figure
      name="Live connections"
      value={data ? `${data.connections.toLocaleString()}${data.complete ? '' : '+'}` : '–'}
    >
      {data ? `of ${data.users.toLocaleString()} ${data.users === 1 ? 'user' : 'users'}` : error ? 'Not available' : ''}
    </Figure>
  );
}
