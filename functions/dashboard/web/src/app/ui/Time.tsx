import { age, exactTime, minuteTime } from '../format/time';
import { useNow } from './now';

/** How long ago it was, with the exact time on hover. */
export function Age({ time }: { time: string }) {
  const now = useNow();
  return (
    <time dateTime={time} title={exactTime(time)} className="whitespace-nowrap tabular-nums">
      {age(time, now)}
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
