const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const dayOfYear = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const minute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

function format(formatter: Intl.DateTimeFormat, time: string): string {
  const millis = Date.parse(time);
  return Number.isNaN(millis) ? time : formatter.format(millis);
}

/** To the second, in the user's time zone. */
export const exactTime = (time: string) => format(exact, time);

/** To the minute, in the user's time zone. */
export const minuteTime = (time: string) => format(minute, time);

/** The time of day, in the user's time zone. */
export const clockTime = (time: string | number) => format(clock, new Date(time).toISOString());

/** The age in its largest whole unit; a date after a week, with the year unless it is the current one. */
export function age(time: string, now: number): string {
  const millis = Date.parse(time);
  if (Number.isNaN(millis)) return time;
  const since = now - millis;
  if (since < SECOND) return 'now';
  if (since < MINUTE) return `${Math.floor(since / SECOND)} s`;
  if (since < HOUR) return `${Math.floor(since / MINUTE)} min`;
  if (since < DAY) return `${Math.floor(since / HOUR)} h`;
  if (since < 7 * DAY) return `${Math.floor(since / DAY)} d`;
  const isThisYear = new Date(millis).getFullYear() === new Date(now).getFullYear();
  return (isThisYear ? dayOfYear : short).format(millis);
}

/** The age in a sentence: `5 min ago`. */
export function ago(time: string, now: number): string {
  const text = age(time, now);
  return /^\d+ (s|min|h|d)$/.test(text) ? `${text} ago` : text;
}

/** A duration, such as `850 ms` or `2.4 s`. */
export function formatDuration(millis: number): string {
  if (millis < SECOND) return `${Math.round(millis)} ms`;
  if (millis < MINUTE) return `${(millis / SECOND).toFixed(1)} s`;
  if (millis < HOUR) return `${Math.round(millis / MINUTE)} min`;
  return `${Math.round(millis / HOUR)} h`;
}

/** A time as the value of a `datetime-local` field. */
export function toLocalField(time: string): string {
  const millis = Date.parse(time);
  if (Number.isNaN(millis)) return '';
  return new Date(millis - new Date(millis).getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}

/** The value of a `datetime-local` field as a time in UTC; empty if it is invalid. */
export function fromLocalField(value: string): string {
  const millis = value === '' ? Number.NaN : new Date(value).getTime();
  return Number.isNaN(millis) ? '' : new Date(millis).toISOString();
}
