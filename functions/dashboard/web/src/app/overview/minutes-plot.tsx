import { useEffect, useEffectEvent, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

import { clockTime } from '../format/time';
import { type ChartMinute, axisMax } from './event-minutes';
import { resolveColor, onThemeChange, seriesNumber } from './series-colors';
import { stackedBars } from './stacked-bars';

const HEIGHT = 160;
const FONT = '12px system-ui, sans-serif';
const AXIS_INCREMENTS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];

/** A stacked bar chart of events per minute by channel. `MinutesTable` has the same data as text. */
export function MinutesPlot({
  minutes,
  channels,
  known,
  label,
  onPoint,
}: {
  minutes: readonly ChartMinute[];
  channels: readonly string[];
  /** All channels; each has the color of its position. */
  known: readonly string[];
  label: string;
  /** Called with the index of the hovered minute; `null` if there is none. */
  onPoint: (index: number | null) => void;
}) {
  const container = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(null);
  const point = useEffectEvent(onPoint);
  const stack = channels.map((channel) => `${channel} ${seriesNumber(channel, known)}`).join(',');
  useEffect(() => {
    const element = container.current;
    if (!element) return undefined;
    const created = createPlot(element, stack === '' ? [] : stack.split(',').map(colorOf), (index) => point(index));
    plot.current = created;
    const resizeObserver = new ResizeObserver(() => created.setSize({ width: element.clientWidth, height: HEIGHT }));
    resizeObserver.observe(element);
    const stop = onThemeChange(() => created.redraw(false, true));
    return () => {
      stop();
      resizeObserver.disconnect();
      created.destroy();
      plot.current = null;
    };
  }, [stack]);
  useEffect(() => plot.current?.setData(stackedBars(minutes, channels)), [minutes, channels]);
  return <div ref={container} role="img" aria-label={label} className="h-40 w-full min-w-0 overflow-hidden" />;
}

/** The name of the color of a series such as `shopify 1`. */
function colorOf(series: string): string {
  return `series-${series.split(' ').at(-1)}`;
}

function createPlot(element: HTMLElement, colors: readonly string[], onPoint: (index: number | null) => void): UPlot {
  const color = (name: string) => () => resolveColor(element, name);
  const text = { font: FONT, stroke: color('muted'), ticks: { show: false } };
  const options: UPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [8, 26, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
    scales: {
      x: { range: (_, from, to) => [from, to + 60] },
      y: { range: (_plot, _from, max) => [0, axisMax(max)] },
    },
    axes: [
      {
        ...text,
        grid: { show: false },
        size: 24,
        space: 70,
        // A label at the left edge would overlap the labels of the other axis.
        values: (plot, times) => times.map((at) => (plot.valToPos(at, 'x') < 24 ? '' : clockTime(at * 1000))),
      },
      { ...text, grid: { stroke: color('line'), width: 1 }, size: 44, space: 36, incrs: AXIS_INCREMENTS },
    ],
    series: [{}, ...colors.toReversed().map((name) => barsOf(color(name)))],
    hooks: { setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)] },
  };
  return new UPlot(options, [[], ...colors.map(() => [])], element);
}

function barsOf(fill: () => string): UPlot.Series {
  const paths = UPlot.paths.bars?.({ size: [0.8, 60], align: 1 });
  return { fill, width: 0, points: { show: false }, ...(paths && { paths }) };
}
