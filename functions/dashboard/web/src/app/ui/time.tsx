import { Tooltip } from 'radix-ui';

import { age, ago, exactTime, minuteTime } from '../format/time';
import { useFromNow } from './use-now';

/** How long ago it was, with the exact time on hover: in rows, which lead to where the exact time stands. */
export function Age({ time }: { time: string }) {
  const told = useFromNow((now) => age(time, now));
  return (
    <time dateTime={time} title={exactTime(time)} className="whitespace-nowrap tabular-nums">
      {told}
    </time>
  );
}

/** How long ago it was, where that is all there is: the exact time is shown on hover, and to who comes by the keyboard. */
export function AgeAlone({ time }: { time: string }) {
  const told = useFromNow((now) => ago(time, now));
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <time dateTime={time} tabIndex={0} className="rounded whitespace-nowrap tabular-nums">
          {told}
        </time>
      </Tooltip.Trigger>
      <Tooltip.Content sideOffset={4} className="z-30 rounded bg-ink px-2 py-1 text-page shadow-lg">
        {exactTime(time)}
      </Tooltip.Content>
    </Tooltip.Root>
  );
}

/** How long ago it was, in a sentence. */
export function Ago({ time }: { time: string }) {
  return (
    <time dateTime={time} className="whitespace-nowrap">
      {useFromNow((now) => ago(time, now))}
    </time>
  );
}

/** The time in the viewer's zone, with the seconds on hover. */
export function At({ time }: { time: string }) {
  return (
    <time dateTime={time} title={exactTime(time)} className="whitespace-nowrap">
      {minuteTime(time)}
    </time>
  );
}
