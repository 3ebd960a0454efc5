import type { EventIdSource } from '../api/types';

/** The initial value of the form: the header, empty if none is named. */
export function draftOfEventId(source: EventIdSource | null): string {
  return source?.header ?? '';
}

/** The API's form of the draft. */
export function eventIdOfDraft(draft: string): EventIdSource | null {
  const header = draft.trim();
  return header === '' ? null : { header };
}
