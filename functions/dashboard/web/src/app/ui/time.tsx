import { Tooltip } from 'radix-ui';

import { age, ago, exactTime, minuteTime } from '../format/time';
import { useFromNow } from './use-now';

/** An age for list rows, with the exact time on hover. The row's detail has the exact time, too. */
export function Age({ time }: { time: string }) {
  const text = useFromNow((now) => age(time, now));
  return (
    <time dateTime={time} title={exactTime(time)} className="whitespace-nowrap tabular-nums">
      {text}
    </time>
  );
}

/** An age whose exact time is shown on hover and on keyboard focus, for places without a detail view. */
export function AgeWithTooltip({ time }: { time: string }) {
  const text = useFromNow((now) => ago(time, now));
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <time dateTime={time} tabIndex={0} className="rounded whitespace-nowrap tabular-nums">
          {text}
        </time>
      </Tooltip.Trigger>
      <Tooltip.Content sideOffset={4} className="z-30 rounded bg-ink px-2 py-1 text-page shadow-lg">
        {exactTime(time)}
      </Tooltip.Content>
    </Tooltip.Root>
  );
}

/** An age within a sentence. */
export function Ago({ time }: { time: string }) {
  return (
    <time dateTime={time} className="whitespace-nowrap">
      {useFromNow((now) => ago(time, now))}
    </time>
  );
}

/** A time in the user's time zone, with seconds on hover. */
export function Timestamp({ time }: { time: string }) {
  return (
    <time dateTime={time} title={exactTime(time)} className="whitespace-nowrap">
      {minuteTime(time)}
    </time>
  );
}
