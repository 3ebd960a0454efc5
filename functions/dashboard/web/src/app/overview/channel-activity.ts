import type { LastEvent } from '../api/types';

/** After how long without a webhook a channel counts as silent. */
const SILENT_MS = 24 * 60 * 60 * 1000;

/** How it stands with hearing of a channel. */
export type Hearing = 'silent' | 'heard' | 'never';

/** By its last event: `null` if there was none, `undefined` while nobody knows. */
export function hearingOf(last: LastEvent | null | undefined, now: number): Hearing | undefined {
  if (last === undefined) return undefined;
  if (last === null) return 'never';
  return now - Date.parse(last.received_at) > SILENT_MS ? 'silent' : 'heard';
}

/** Those that have gone silent before all others, which stay in their order. */
export function silentFirst<T extends { readonly last: LastEvent | null | undefined }>(
  channels: readonly T[],
  now: number,
): T[] {
  const isSilent = ({ last }: T) => hearingOf(last, now) === 'silent';
  return [...channels.filter(isSilent), ...channels.filter((channel) => !isSilent(channel))];
}
