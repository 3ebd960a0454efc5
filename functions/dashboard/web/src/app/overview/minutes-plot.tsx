import { useEffect, useEffectEvent, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

import { clockTime } from '../format/time';
import { type MinuteOfChart, topOf } from './event-minutes';
import { colourOf, onThemeChange, seriesOf } from './series-colors';
import { stackedBars } from './stacked-bars';

const HEIGHT = 160;
const FONT = '12px system-ui, sans-serif';
const COUNTS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];

/** Minutes as stacked bars by channel. What it shows is also said in a table. */
export function MinutesPlot({
  minutes,
  channels,
  label,
  onPoint,
}: {
  minutes: readonly MinuteOfChart[];
  channels: readonly string[];
  label: string;
  /** Told which minute is pointed at; `null` for none. */
  onPoint: (place: number | null) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(null);
  const point = useEffectEvent(onPoint);
  const stack = channels.join(' ');
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const made = drawnIn(element, stack === '' ? [] : stack.split(' '), (at) => point(at));
    plot.current = made;
    const fit = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    fit.observe(element);
    const stop = onThemeChange(() => made.redraw(false, true));
    return () => {
      stop();
      fit.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [stack]);
  useEffect(() => plot.current?.setData(stackedBars(minutes, channels)), [minutes, channels]);
  return <div ref={place} role="img" aria-label={label} className="h-40 w-full min-w-0 overflow-hidden" />;
}

function drawnIn(element: HTMLElement, channels: readonly string[], onPoint: (place: number | null) => void): UPlot {
  const colour = (name: string) => () => colourOf(element, name);
  const text = { font: FONT, stroke: colour('muted'), ticks: { show: false } };
  const options: UPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [8, 26, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
    scales: {
      x: { range: (_, from, to) => [from, to + 60] },
      y: { range: (_plot, _from, most) => [0, topOf(most)] },
    },
    axes: [
      {
        ...text,
        grid: { show: false },
        size: 24,
        space: 70,
        // One at the very edge would stand under the counts.
        values: (plot, times) => times.map((at) => (plot.valToPos(at, 'x') < 24 ? '' : clockTime(at * 1000))),
      },
      { ...text, grid: { stroke: colour('line'), width: 1 }, size: 44, space: 36, incrs: COUNTS },
    ],
    series: [{}, ...channels.toReversed().map((channel) => barsOf(colour(`series-${seriesOf(channel)}`)))],
    hooks: { setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)] },
  };
  return new UPlot(options, [[], ...channels.map(() => [])], element);
}

function barsOf(fill: () => string): UPlot.Series {
  const paths = UPlot.paths.bars?.({ size: [0.8, 60], align: 1 });
  return { fill, width: 0, points: { show: false }, ...(paths && { paths }) };
}
