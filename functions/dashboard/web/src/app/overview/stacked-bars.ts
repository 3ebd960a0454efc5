import type { AlignedData } from 'uplot';

import type { ChartMinute } from './event-minutes';

const MINUTE_S = 60;

/**
 * The data of a stacked bar chart: the start of each minute in seconds, and for each channel the upper edge of its bar.
 * The topmost channel comes first, so that the others are drawn over it.
 */
export function stackedBars(minutes: readonly ChartMinute[], channels: readonly string[]): AlignedData {
  const tops = channels.map((_, index) =>
    minutes.map(({ counts }) => channels.slice(0, index + 1).reduce((sum, channel) => sum + (counts[channel] ?? 0), 0)),
  );
  return [minutes.map(({ minute }) => minute * MINUTE_S), ...tops.toReversed()];
}
