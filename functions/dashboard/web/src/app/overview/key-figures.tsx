import type { ReactNode } from 'react';

import { useConnection } from '../../realtime/react';
import { clockTime, span } from '../format/time';
import { useRecent } from '../live/recent-events-context';
import { quantile } from '../live/recent-events';
import { dayWithLive, successOf } from './event-minutes';
import { useAsItComes } from './use-live-refresh';
import { useOpenMinutes } from './use-uncounted-events';
import { useConnections, useDay } from './overview-queries';

/** The few numbers that say whether all is well. */
export function Figures() {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded border border-line bg-line lg:grid-cols-4">
      <OfDay />
      <OnScreen />
      <Live />
    </dl>
  );
}

/** The last day, with what has come since it was counted. */
function OfDay() {
  const { data: day, error } = useDay();
  const recent = useRecent();
  const isLive = useConnection().state === 'live';
  const now = useAsItComes();
  // Until all is there that has come, no number is said: it would be too small.
  const isSettled = useOpenMinutes(day?.until);
  if (!day || !isSettled) {
    const said = error ? 'Not available' : '';
    return (
      <>
        <Figure name={SUCCESS} value="–">
          {said}
        </Figure>
        <Figure name={FAILED} value="–">
          {said}
        </Figure>
      </>
    );
  }
  const total = dayWithLive(day, recent, now);
  // Without a live connection nobody knows what has come since.
  const until = isLive || day.until === null ? '' : `, counted up to ${clockTime(day.until)}`;
  return (
    <>
      <Figure name={SUCCESS} value={successOf(total) ?? 'No events'}>
        {`${total.processed.toLocaleString()} processed${until}`}
      </Figure>
      <Figure name={FAILED} value={total.failed.toLocaleString()}>
        {`${total.failed === 0 ? 'Nothing needs a hand' : 'Each can be replayed'}${until}`}
      </Figure>
    </>
  );
}

const SUCCESS = 'Success, last 24 hours';
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

function OnScreen() {
  const recent = useRecent();
  const { data: day, error } = useDay();
  useAsItComes();
  const here = { p50: quantile(recent.delays, 0.5), p99: quantile(recent.delays, 0.99) };
  if (here.p50 !== null && here.p99 !== null) {
    const { length } = recent.delays;
    return (
      <Figure name="Received to on screen" value={span(here.p50)}>
        {`median, p99 ${span(here.p99)}: measured here, last ${length === 1 ? 'event' : `${length.toLocaleString()} events`}`}
      </Figure>
    );
  }
  const { p50_ms: p50, p99_ms: p99 } = day?.pushed ?? { p50_ms: null, p99_ms: null };
  if (!day || p50 === null || p99 === null) {
    return (
      <Figure name="Received to on screen" value="–">
        {day || error ? 'None has come to this page yet' : ''}
      </Figure>
    );
  }
  return (
    <Figure name="Received to sent" value={span(p50)}>
      {`median, p99 ${span(p99)}: of the day${day.until === null ? '' : `, measured up to ${clockTime(day.until)}`}`}
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
