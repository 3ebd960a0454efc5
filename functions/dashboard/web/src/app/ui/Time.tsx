import { Tooltip } from 'radix-ui';

import { age, exactTime, minuteTime } from '../format/time';
import { useFromNow } from './now';

/** How long ago it was, with the exact time on hover: in rows, which lead to where the exact time stands. */
export function Age({ time }: { time: string }) {
  const ago = useFromNow((now) => age(time, now));
  return (
    <time dateTime={time} title={exactTime(time)} className="whitespace-nowrap tabular-nums">
      {ago}
    </time>
  );
}

/** How long ago it was, where that is all there is: the exact time is shown on hover, and to who comes by the keyboard. */
export function AgeAlone({ time }: { time: string }) {
  const ago = useFromNow((now) => age(time, now));
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <time dateTime={time} tabIndex={0} className="rounded whitespace-nowrap tabular-nums">
          {ago}
        </time>
      </Tooltip.Trigger>
      <Tooltip.Content sideOffset={4} className="z-30 rounded bg-ink px-2 py-1 text-page shadow-lg">
        {exactTime(time)}
      </Tooltip.Content>
    </Tooltip.Root>
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
