import { MAX_ERROR_CODE_CHARS, readCatchUpResult, readJson } from '../protocol/frame';
import type { CatchUpResult, EventSummary, OrderSummary, SummariesFrame } from '../protocol/types';
import { isEventId, isEventSummary, isOrderSummary, isRecord } from '../protocol/validators';
import type { StreamEvent } from './sse-parser';

/** The reason of the event `closed`, with which the server closes a stream before its time; `null` without one. */
export function closedReason(streamEvents: readonly StreamEvent[]): string | null {
  const closed = streamEvents.find(({ type }) => type === 'closed');
  if (!closed) return null;
  const value = readJson(closed.data);
  const reason = isRecord(value) ? value['reason'] : undefined;
  return typeof reason === 'string' ? reason.slice(0, MAX_ERROR_CODE_CHARS) : 'closed';
}

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
