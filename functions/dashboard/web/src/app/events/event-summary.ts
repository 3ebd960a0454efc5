import type { EventSummary } from '../api/types';
import { describeError } from '../format/event-error';
import { humanize } from '../format/status';
import { orderIdOf } from './filters/event-filters';

/** An event in one line: the reason if it has failed, else its summary. */
export function eventSummary(event: EventSummary): string {
  return event.error === null ? event.payload_summary || event.subject || '' : describeError(event.error).sentence;
}

/** The subject of an event, such as `Order 1042`; `null` if it is unknown. */
export function subjectOf(event: EventSummary): string | null {
  const order = orderIdOf(event);
  if (order !== null) return `Order ${order}`;
  if (event.subject === null) return null;
  const [kind = '', ...id] = event.subject.split('#');
  return `${humanize(kind)} ${id.join('#')}`;
}
