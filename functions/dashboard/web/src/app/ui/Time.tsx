import { age, exactTime, minuteTime } from '../format/time';
import { useFromNow } from './now';

/** How long ago it was, with the exact time on hover. */
export function Age({ time }: { time: string }) {
  const ago = useFromNow((now) => age(time, now));
  return (
    <time dateTime={time} title={exactTime(time)} className="whitespace-nowrap tabular-nums">
      {ago}
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
