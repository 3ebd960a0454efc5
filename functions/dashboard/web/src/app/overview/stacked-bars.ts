import type { AlignedData } from 'uplot';

import type { MinuteOfChart } from './event-minutes';

const MINUTE_S = 60;

/**
 * The bars of a stacked chart: when each minute began, in seconds, and for each channel the top of its part. The top one
 * comes first, so that those beneath are drawn over it.
 */
export function stackedBars(minutes: readonly MinuteOfChart[], channels: readonly string[]): AlignedData {
  const tops = channels.map((_, place) =>
    minutes.map(({ counts }) => channels.slice(0, place + 1).reduce((sum, channel) => sum + (counts[channel] ?? 0), 0)),
  );
  return [minutes.map(({ minute }) => minute * MINUTE_S), ...tops.toReversed()];
}
