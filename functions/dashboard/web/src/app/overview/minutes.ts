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

/** What statistics say of one channel. */
export interface ChannelSeries {
  readonly channel: string;
  readonly series: readonly { readonly at: string; readonly processed: number; readonly failed: number }[];
}

/**
 * The last hour, minute by minute. What was counted and what came live overlap, and either may be behind: of each
 * minute and channel the larger number is taken.
 */
export function minutesOf(
  counted: readonly ChannelSeries[],
  live: (minute: number) => ReadonlyMap<string, number>,
  now: number,
): MinuteOfChart[] {
  const sums = new Map<string, number>();
  for (const { channel, series } of counted) {
    for (const { at, processed, failed } of series) {
      const key = `${Math.floor(Date.parse(at) / MINUTE_MS)} ${channel}`;
      sums.set(key, (sums.get(key) ?? 0) + processed + failed);
    }
  }
  const channels = new Set(counted.map(({ channel }) => channel));
  const last = Math.floor(now / MINUTE_MS);
  return Array.from({ length: MINUTES }, (_, place) => {
    const minute = last - MINUTES + 1 + place;
    const here = live(minute);
    const counts: Record<string, number> = {};
    for (const channel of new Set([...channels, ...here.keys()])) {
      const count = Math.max(sums.get(`${minute} ${channel}`) ?? 0, here.get(channel) ?? 0);
      if (count > 0) counts[channel] = count;
    }
    return { minute, counts, total: Object.values(counts).reduce((a, b) => a + b, 0) };
  });
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
