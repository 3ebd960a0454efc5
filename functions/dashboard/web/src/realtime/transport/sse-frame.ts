import { readJson, readResumed } from '../protocol/frame';
import { isEventId, isEventLine, isOrderLine } from '../protocol/validators';
import type { EventLine, LinesFrame, OrderLine, Resumed } from '../protocol/types';
import type { StreamEvent } from './sse-parser';

/** One frame of the events that came in one part of a stream, so that a page changes once for them. */
export function frameOf(events: readonly StreamEvent[]): LinesFrame {
  const lines: EventLine[] = [];
  const orders: OrderLine[] = [];
  let cursor: string | null = null;
  let resume: Resumed | null = null;
  let malformed = 0;
  for (const { type, data, id } of events) {
    const value = type === '' ? undefined : readJson(data);
    if (type === 'event' && isEventLine(value)) lines.push(value);
    else if (type === 'order' && isOrderLine(value)) orders.push(value);
    else if (type === 'resume' && readResumed(value)) resume = readResumed(value);
    else if (type === 'event' || type === 'order' || type === 'resume') malformed += 1;
    if (isEventId(id)) cursor = id;
  }
  return { kind: 'lines', events: lines, orders, cursor, resume, malformed };
}
