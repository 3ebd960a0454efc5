import { CHANNELS } from '../channels/channel-names';
import type { Counted, Recent } from '../live/recent-events';

/** Events of one minute, by channel. */
export interface MinuteOfChart {
  /** Minutes since the Unix epoch. */
  readonly minute: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
}

/** How many minutes the chart has. */
export const MINUTES = 60;
const MINUTE_MS = 60_000;
const NONE: Counted = { processed: 0, failed: 0 };

/** What statistics say of one channel. */
export interface ChannelSeries {
  readonly channel: string;
  readonly series: readonly (Counted & { readonly at: string })[];
}

/**
 * The last hour, minute by minute. What was counted and what came live overlap, and either may be behind: of each
 * minute and channel the larger number is taken.
 */
export function minutesOf(
  counted: readonly ChannelSeries[],
  live: (minute: number) => ReadonlyMap<string, Counted>,
  now: number,
): MinuteOfChart[] {
  const sums = new Map<string, number>();
  for (const { channel, series } of counted) {
    for (const { at, ...tally } of series) {
      const key = `${minuteOf(at)} ${channel}`;
      sums.set(key, (sums.get(key) ?? 0) + allOf(tally));
    }
  }
  const channels = new Set(counted.map(({ channel }) => channel));
  const last = Math.floor(now / MINUTE_MS);
  return Array.from({ length: MINUTES }, (_, place) => {
    const minute = last - MINUTES + 1 + place;
    const here = live(minute);
    const counts: Record<string, number> = {};
    for (const channel of new Set([...channels, ...here.keys()])) {
      const count = Math.max(sums.get(`${minute} ${channel}`) ?? 0, allOf(here.get(channel) ?? NONE));
      if (count > 0) counts[channel] = count;
    }
    return { minute, counts, total: Object.values(counts).reduce((a, b) => a + b, 0) };
  });
}

/** The channels that a chart has: those that there are, always in the same order. */
export function channelsOf(minutes: readonly MinuteOfChart[]): string[] {
  const there = new Set(minutes.flatMap(({ counts }) => Object.keys(counts)));
  const unknown = [...there].filter((channel) => !CHANNELS.includes(channel)).toSorted();
  return [...CHANNELS.filter((channel) => there.has(channel)), ...unknown];
}

/** What came of a day, as far as it was counted. */
export interface DayCounted {
  /** Until then all were counted; `null` before anything was. */
  readonly until: string | null;
  readonly total: Counted;
  /** The last minutes that are in the total. */
  readonly minutes: readonly (Counted & { readonly at: string })[];
}

/**
 * A day with what has come since it was counted. Minutes that are still open may be in the total in part: of each the
 * larger of the two is taken.
 */
export function dayWithLive(day: DayCounted, recent: Pick<Recent, 'of' | 'since'>, now: number): Counted {
  const counted = new Map(day.minutes.map(({ at, processed, failed }) => [minuteOf(at), { processed, failed }]));
  const last = Math.floor(now / MINUTE_MS);
  const open = day.until === null ? Math.floor(recent.since / MINUTE_MS) : minuteOf(day.until);
  let { processed, failed } = day.total;
  for (let minute = Math.max(open, last - MINUTES + 1); minute <= last; minute += 1) {
    const before = counted.get(minute) ?? NONE;
    const live = [...recent.of(minute).values()].reduce(plus, NONE);
    if (allOf(live) < allOf(before)) continue;
    processed += live.processed - before.processed;
    failed += live.failed - before.failed;
  }
  return { processed, failed };
}

function minuteOf(time: string): number {
  return Math.floor(Date.parse(time) / MINUTE_MS);
}

function allOf({ processed, failed }: Counted): number {
  return processed + failed;
}

function plus(a: Counted, b: Counted): Counted {
  return { processed: a.processed + b.processed, failed: a.failed + b.failed };
}

/** The round number at which a chart ends that is to show `most`. */
export function topOf(most: number): number {
  if (most <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= most) ?? most;
}

/** The share of events that were processed, such as `99.5 %`; never rounded up to all of them. */
export function successOf({ processed, failed }: { processed: number; failed: number }): string | null {
  const all = processed + failed;
  if (all === 0) return null;
  const percent = Math.floor((processed / all) * 1000) / 10;
  return `${percent.toLocaleString(undefined, { maximumFractionDigits: 1 })} %`;
}
