import type { EventSummary } from '../api/types';
import type { ListKind } from './live-list';

/** Events by id, which sorts by time of receipt. */
export const EVENT_LIST: ListKind<EventSummary> = {
  keyOf: (event) => event.id,
  compare: (a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0),
  // Events are never deleted while a list is open.
  isDeleted: () => false,
};
