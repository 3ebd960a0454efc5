import { CHANNELS, channelName } from '../format/channel';
import { useRecent } from '../live/context';
import { Card } from '../ui/Card';
import { useNow } from '../ui/now';
import { type MinuteOfChart, MINUTES, minutesOf, topOf } from './minutes';
import { useHour } from './useOverview';

const FILLS = ['fill-series-1', 'fill-series-2', 'fill-series-3', 'fill-series-4', 'fill-series-5', 'fill-series-6'];
const BACKGROUNDS = ['bg-series-1', 'bg-series-2', 'bg-series-3', 'bg-series-4', 'bg-series-5', 'bg-series-6'];
const [WIDTH, HEIGHT, BAR] = [600, 120, 600 / MINUTES];
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** Events a minute of the last hour, by channel, as they come. */
export function MinutesChart() {
  const counted = useHour();
  const recent = useRecent();
  const now = useNow(2000);
  const minutes = minutesOf(counted, (minute) => recent.of(minute), now);
  const channels = channelsOf(minutes);
  const top = topOf(Math.max(...minutes.map(({ total }) => total)));
  const last = minutes.at(-1)?.total ?? 0;
  return (
    <Card
      title="Events a minute"
      aside={<span className="text-muted tabular-nums">{`${last.toLocaleString()} in this minute`}</span>}
    >
      <div className="flex gap-2">
        <div
          aria-hidden="true"
          className="flex h-32 w-8 flex-col justify-between text-right text-xs text-muted tabular-nums"
        >
          <span>{top.toLocaleString()}</span>
          <span>0</span>
        </div>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Events a minute in the last hour: at most ${Math.max(...minutes.map(({ total }) => total))}, ${last} in this minute`}
          className="h-32 min-w-0 flex-1 border-b border-edge"
        >
          <path
            d={`M0 0.5H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}`}
            className="stroke-line"
            strokeWidth="1"
            vectorEffect="non-scaling-stroke"
          />
          {minutes.map((minute, place) => (
            <Bar key={minute.minute} minute={minute} x={place * BAR} channels={channels} top={top} />
          ))}
        </svg>
      </div>
      <div aria-hidden="true" className="mt-1 ml-10 flex justify-between text-xs text-muted">
        <span>{clock.format((minutes[0]?.minute ?? 0) * 60_000)}</span>
        <span>now</span>
      </div>
      <Legend minutes={minutes} channels={channels} />
    </Card>
  );
}

/** Those that there are, always in the same order and colour. */
function channelsOf(minutes: readonly MinuteOfChart[]): string[] {
  const there = new Set(minutes.flatMap(({ counts }) => Object.keys(counts)));
  const unknown = [...there].filter((channel) => !CHANNELS.includes(channel)).toSorted();
  return [...CHANNELS.filter((channel) => there.has(channel)), ...unknown];
}

function placeOf(channel: string): number {
  const place = CHANNELS.indexOf(channel);
  return place === -1 ? FILLS.length - 1 : place % FILLS.length;
}

function Bar({
  minute: { minute, counts },
  x,
  channels,
  top,
}: {
  minute: MinuteOfChart;
  x: number;
  channels: readonly string[];
  top: number;
}) {
  const stacked = channels.reduce<{ y: number; bars: { channel: string; y: number; height: number }[] }>(
    ({ y, bars }, channel) => {
      const height = ((counts[channel] ?? 0) / top) * HEIGHT;
      return height === 0 ? { y, bars } : { y: y - height, bars: [...bars, { channel, y: y - height, height }] };
    },
    { y: HEIGHT, bars: [] },
  );
  const said = channels
    .filter((channel) => counts[channel])
    .map((channel) => `${channelName(channel)} ${counts[channel]}`);
  return (
    <g>
      <title>{`${clock.format(minute * 60_000)}: ${said.join(', ') || 'none'}`}</title>
      <rect x={x} y={0} width={BAR} height={HEIGHT} fill="transparent" />
      {stacked.bars.map(({ channel, y, height }) => (
        <rect key={channel} x={x + 1} y={y} width={BAR - 2} height={height} className={FILLS[placeOf(channel)]} />
      ))}
    </g>
  );
}

function Legend({ minutes, channels }: { minutes: readonly MinuteOfChart[]; channels: readonly string[] }) {
  if (channels.length === 0) return <p className="mt-2 text-muted">Nothing came in the last hour.</p>;
  return (
    <ul aria-label="Events of the last hour by channel" className="mt-2 flex flex-wrap gap-x-5 gap-y-1">
      {channels.map((channel) => (
        <li key={channel} className="flex items-center gap-1.5">
          <span aria-hidden="true" className={`size-2.5 rounded-sm ${BACKGROUNDS[placeOf(channel)]}`} />
          {channelName(channel)}
          <span className="text-muted tabular-nums">
            {minutes.reduce((sum, { counts }) => sum + (counts[channel] ?? 0), 0).toLocaleString()}
          </span>
        </li>
      ))}
    </ul>
  );
}
