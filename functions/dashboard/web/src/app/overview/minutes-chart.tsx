import { useState } from 'react';

import { channelName } from '../channels/channel-names';
import { clockTime } from '../format/time';
import { useRecent } from '../live/recent-events-context';
import { Card } from '../ui/card';
import { MinutesPlot } from './minutes-plot';
import { MinutesTable } from './minutes-table';
import { type MinuteOfChart, channelsOf, minutesOf } from './event-minutes';
import { seriesOf } from './series-colors';
import { useAsItComes } from './use-live-refresh';
import { useOpenMinutes } from './use-uncounted-events';
import { useDay, useHour } from './overview-queries';

const MINUTE_MS = 60_000;
/** Written out, so that they are found when the style sheet is made. */
const BACKGROUNDS = ['bg-series-1', 'bg-series-2', 'bg-series-3', 'bg-series-4', 'bg-series-5', 'bg-series-6'];

/** Events a minute of the last hour, by channel, as they come. */
export function MinutesChart() {
  const { counted, isSettled: isHourThere } = useHour();
  const recent = useRecent();
  const { data: day, error } = useDay();
  const areOpenThere = useOpenMinutes(day?.until);
  // Without the day nothing more is loaded.
  const isSettled = isHourThere && (areOpenThere || error !== null);
  const now = useAsItComes();
  const [place, setPlace] = useState<number | null>(null);
  const minutes = minutesOf(counted, (minute) => recent.of(minute), now);
  const channels = channelsOf(minutes);
  const last = minutes.at(-1)?.total ?? 0;
  const most = Math.max(...minutes.map(({ total }) => total));
  const pointed = place === null ? undefined : minutes[place];
  return (
    <Card
      title="Events a minute"
      aside={
        <span className="text-muted tabular-nums">{`${isSettled ? last.toLocaleString() : '–'} in this minute`}</span>
      }
    >
      <MinutesPlot
        minutes={minutes}
        channels={channels}
        label={`Events a minute in the last hour${isSettled ? `: at most ${most}, ${last} in this minute` : ''}`}
        onPoint={setPlace}
      />
      {channels.length === 0 ? (
        <p className="mt-2 text-muted">{isSettled ? 'Nothing came in the last hour.' : 'Loading …'}</p>
      ) : (
        <>
          <div className="mt-2 flex flex-wrap gap-x-5 gap-y-1">
            <p className="w-28 text-muted tabular-nums">
              {pointed ? `At ${clockTime(pointed.minute * MINUTE_MS)}` : 'In the last hour'}
            </p>
            <Legend minutes={pointed ? [pointed] : minutes} channels={channels} />
          </div>
          <MinutesTable minutes={minutes} channels={channels} />
        </>
      )}
    </Card>
  );
}

function Legend({ minutes, channels }: { minutes: readonly MinuteOfChart[]; channels: readonly string[] }) {
  return (
    <ul aria-label="Events by channel" className="flex flex-wrap gap-x-5 gap-y-1">
      {channels.map((channel) => (
        <li key={channel} className="flex items-center gap-1.5">
          <span aria-hidden="true" className={`size-2.5 rounded-sm ${BACKGROUNDS[seriesOf(channel) - 1]}`} />
          {channelName(channel)}
          <span className="text-muted tabular-nums">
            {minutes.reduce((sum, { counts }) => sum + (counts[channel] ?? 0), 0).toLocaleString()}
          </span>
        </li>
      ))}
    </ul>
  );
}
