import type { EventLine } from '../api/types';
import type { Kind } from './live-list';

/** Events: by id, which sorts by receipt. */
export const EVENTS: Kind<EventLine> = {
  keyOf: (event) => event.id,
  compare: (a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0),
};
