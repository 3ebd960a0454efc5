import { useState } from 'react';

import { clockTime } from '../format/time';
import { useRecentEvents } from '../live/recent-events-context';
import { ChannelTitle } from '../queries/channel-title';
import { useChannelNames } from '../queries/use-channels';
import { Card } from '../ui/card';
import { type ChartMinute, channelsOf, chartMinutes } from './event-minutes';
import { MinutesPlot } from './minutes-plot';
import { MinutesTable } from './minutes-table';
import { useDay, useHour } from './overview-queries';
import { seriesNumber } from './series-colors';
import { useLiveRefresh } from './use-live-refresh';
import { useUncountedEvents } from './use-uncounted-events';

const MINUTE_MS = 60_000;
/** Literal class names, because Tailwind finds them by scanning the source. */
const BACKGROUNDS = ['bg-series-1', 'bg-series-2', 'bg-series-3', 'bg-series-4', 'bg-series-5', 'bg-series-6'];

/** Events per minute in the last hour, by channel, updated live. */
export function MinutesChart() {
  const { counted, isSettled: isHourLoaded } = useHour();
  const recent = useRecentEvents();
  const { data: day, error } = useDay();
  const areOpenMinutesLoaded = useUncountedEvents(day?.until);
  // If the day could not be loaded, no uncounted events are loaded either.
  const isSettled = isHourLoaded && (areOpenMinutesLoaded || error !== null);
  const now = useLiveRefresh();
  const known = useChannelNames();
  const [hovered, setHovered] = useState<number | null>(null);
  const minutes = chartMinutes(counted, (minute) => recent.ofMinute(minute), now);
  const channels = channelsOf(minutes, known);
  const last = minutes.at(-1)?.total ?? 0;
  const max = Math.max(...minutes.map(({ total }) => total));
  const pointed = hovered === null ? undefined : minutes[hovered];
  return (
    <Card
      title="Events per minute"
      aside={
        <span className="text-muted tabular-nums">{`${isSettled ? last.toLocaleString() : '–'} in this minute`}</span>
      }
    >
      <MinutesPlot
        minutes={minutes}
        channels={channels}
        known={known}
        label={`Events per minute in the last hour${isSettled ? `: at most ${max}, ${last} in this minute` : ''}`}
        onPoint={setHovered}
      />
      {channels.length === 0 ? (
        <p className="mt-2 text-muted">{isSettled ? 'No events in the last hour.' : 'Loading …'}</p>
      ) : (
        <>
          <div className="mt-2 flex flex-wrap gap-x-5 gap-y-1">
            <p className="w-28 text-muted tabular-nums">
              {pointed ? `At ${clockTime(pointed.minute * MINUTE_MS)}` : 'In the last hour'}
            </p>
            <Legend minutes={pointed ? [pointed] : minutes} channels={channels} known={known} />
          </div>
          <MinutesTable minutes={minutes} channels={channels} />
        </>
      )}
    </Card>
  );
}

function Legend({
  minutes,
  channels,
  known,
}: {
  minutes: readonly ChartMinute[];
  channels: readonly string[];
  known: readonly string[];
}) {
  return (
    <ul aria-label="Events by channel" className="flex flex-wrap gap-x-5 gap-y-1">
      {channels.map((channel) => (
        <li key={channel} className="flex items-center gap-1.5">
          <span aria-hidden="true" className={`size-2.5 rounded-sm ${BACKGROUNDS[seriesNumber(channel, known) - 1]}`} />
          <ChannelTitle channel={channel} />
          <span className="text-muted tabular-nums">
            {minutes.reduce((sum, { counts }) => sum + (counts[channel] ?? 0), 0).toLocaleString()}
          </span>
        </li>
      ))}
    </ul>
  );
}
