import type { EventLine } from '../api/types';
import { failureOf } from '../format/event-error';
import { words } from '../format/status';
import { orderOf } from './filters/event-filters';

/** What is shown of what an event says: of a failure, why. */
export function gist(event: EventLine): string {
  return event.error === null ? event.payload_summary || event.subject || '' : failureOf(event.error).sentence;
}

/** What an event is about, such as `Order 1042`; `null` where it was not found out. */
export function subjectOf(event: EventLine): string | null {
  const order = orderOf(event);
  if (order !== null) return `Order ${order}`;
  if (event.subject === null) return null;
  const [kind = '', ...id] = event.subject.split('#');
  return `${words(kind)} ${id.join('#')}`;
}
