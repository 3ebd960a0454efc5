import type { EventCounts } from '../api/types';
import type { RecentEvents } from '../live/recent-events';

/** Events of one minute, by channel. */
export interface ChartMinute {
  /** Minutes since the Unix epoch. */
  readonly minute: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
}

/** The length of the chart. */
export const CHART_MINUTES = 60;
const MINUTE_MS = 60_000;
const NO_EVENTS: EventCounts = { processed: 0, failed: 0 };

/** The statistics of one channel. */
export interface ChannelSeries {
  readonly channel: string;
  readonly series: readonly (EventCounts & { readonly at: string })[];
}

/**
 * The last hour by minute. Statistics and live counts overlap, and either may lag behind, so the larger one is used for
 * each minute and channel.
 */
export function chartMinutes(
  counted: readonly ChannelSeries[],
  live: (minute: number) => ReadonlyMap<string, EventCounts>,
  now: number,
): ChartMinute[] {
  const sums = new Map<string, number>();
  for (const { channel, series } of counted) {
    for (const { at, ...counts } of series) {
      const key = `${minuteOf(at)} ${channel}`;
      sums.set(key, (sums.get(key) ?? 0) + totalOf(counts));
    }
  }
  const channels = new Set(counted.map(({ channel }) => channel));
  const last = Math.floor(now / MINUTE_MS);
  return Array.from({ length: CHART_MINUTES }, (_, index) => {
    const minute = last - CHART_MINUTES + 1 + index;
    const liveCounts = live(minute);
    const counts: Record<string, number> = {};
    for (const channel of new Set([...channels, ...liveCounts.keys()])) {
      const count = Math.max(sums.get(`${minute} ${channel}`) ?? 0, totalOf(liveCounts.get(channel) ?? NO_EVENTS));
      if (count > 0) counts[channel] = count;
    }
    return { minute, counts, total: Object.values(counts).reduce((a, b) => a + b, 0) };
  });
}

/** The channels that occur in a chart, in the order of `known`, then the others. */
export function channelsOf(minutes: readonly ChartMinute[], known: readonly string[]): string[] {
  const present = new Set(minutes.flatMap(({ counts }) => Object.keys(counts)));
  const unknown = [...present].filter((channel) => !known.includes(channel)).toSorted();
  return [...known.filter((channel) => present.has(channel)), ...unknown];
}

/** The statistics of the last 24 hours. */
export interface DayStatistics {
  /** The time up to which all events are counted; `null` if none is counted yet. */
  readonly until: string | null;
  readonly total: EventCounts;
  /** The counts of the last minutes, which are included in the total. */
  readonly minutes: readonly (EventCounts & { readonly at: string })[];
}

/**
 * The last 24 hours including live events. The statistics may have only some events of the minutes that are not
 * complete yet. For each of these minutes, the larger of the statistics' count and the live count is used.
 */
export function dayWithLive(
  day: DayStatistics,
  recent: Pick<RecentEvents, 'ofMinute' | 'since'>,
  now: number,
): EventCounts {
  const counted = new Map(day.minutes.map(({ at, processed, failed }) => [minuteOf(at), { processed, failed }]));
  const last = Math.floor(now / MINUTE_MS);
  const open = day.until === null ? Math.floor(recent.since / MINUTE_MS) : minuteOf(day.until);
  let { processed, failed } = day.total;
  for (let minute = Math.max(open, last - CHART_MINUTES + 1); minute <= last; minute += 1) {
    const before = counted.get(minute) ?? NO_EVENTS;
    const live = [...recent.ofMinute(minute).values()].reduce(plus, NO_EVENTS);
    if (totalOf(live) < totalOf(before)) continue;
    processed += live.processed - before.processed;
    failed += live.failed - before.failed;
  }
  return { processed, failed };
}

function minuteOf(time: string): number {
  return Math.floor(Date.parse(time) / MINUTE_MS);
}

function totalOf({ processed, failed }: EventCounts): number {
  return processed + failed;
}

function plus(a: EventCounts, b: EventCounts): EventCounts {
  return { processed: a.processed + b.processed, failed: a.failed + b.failed };
}

/** The round maximum of an axis that must include `max`. */
export function axisMax(max: number): number {
  if (max <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(max));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= max) ?? max;
}

/** The share of processed events, such as `99.5 %`; rounded down, so that 100 % means all. */
export function successRate({ processed, failed }: { processed: number; failed: number }): string | null {
  const total = processed + failed;
  if (total === 0) return null;
  const percent = Math.floor((processed / total) * 1000) / 10;
  return `${percent.toLocaleString(undefined, { maximumFractionDigits: 1 })} %`;
}
