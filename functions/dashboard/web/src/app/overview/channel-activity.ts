import type { LastEvent } from '../api/types';

/** Without a webhook for this long, a channel is inactive. */
const INACTIVE_AFTER_MS = 24 * 60 * 60 * 1000;

export type ChannelActivity = 'inactive' | 'receiving' | 'never';

/** The activity by the last event: `null` if there is none, `undefined` while it is loading. */
export function activityOf(last: LastEvent | null | undefined, now: number): ChannelActivity | undefined {
  if (last === undefined) return undefined;
  if (last === null) return 'never';
  return now - Date.parse(last.received_at) > INACTIVE_AFTER_MS ? 'inactive' : 'receiving';
}

/** Inactive channels first; otherwise the order is kept. */
export function inactiveFirst<T extends { readonly last: LastEvent | null | undefined }>(
  channels: readonly T[],
  now: number,
): T[] {
  const isInactive = ({ last }: T) => activityOf(last, now) === 'inactive';
  return [...channels.filter(isInactive), ...channels.filter((channel) => !isInactive(channel))];
}
