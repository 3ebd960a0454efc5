import { readCatchUpResult, readJson } from '../protocol/frame';
import type { CatchUpResult, EventSummary, OrderSummary, SummariesFrame } from '../protocol/types';
import { isEventId, isEventSummary, isOrderSummary } from '../protocol/validators';
import type { StreamEvent } from './sse-parser';

/** Joins the events of one chunk of a stream into a frame, so that the page renders once for all of them. */
export function summariesFrame(streamEvents: readonly StreamEvent[]): SummariesFrame {
  const events: EventSummary[] = [];
  const orders: OrderSummary[] = [];
  let cursor: string | null = null;
  let resume: CatchUpResult | null = null;
  let malformed = 0;
  for (const { type, data, id } of streamEvents) {
    const value = type === '' ? undefined : readJson(data);
    if (type === 'event' && isEventSummary(value)) events.push(value);
    else if (type === 'order' && isOrderSummary(value)) orders.push(value);
    else if (type === 'resume' && readCatchUpResult(value)) resume = readCatchUpResult(value);
    else if (type === 'event' || type === 'order' || type === 'resume') malformed += 1;
    if (isEventId(id)) cursor = id;
  }
  return { kind: 'summaries', events, orders, cursor, resume, malformed };
}
