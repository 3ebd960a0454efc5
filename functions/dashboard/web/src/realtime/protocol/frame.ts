import type { CatchUpResult, LiveError, ServerMessage, SummariesFrame } from './types';
import { isEventId, isEventSummary, isOrderSummary, isRecord } from './validators';

/** Four times the documented maximum of a frame, which is 32 KB. */
const MAX_FRAME_CHARS = 128 * 1024;
export const MAX_ERROR_CODE_CHARS = 64;
const MAX_ERROR_MESSAGE_CHARS = 500;

/** Reads a message from the server; `null` if it is invalid. Invalid summaries are left out and counted. */
export function readFrame(data: unknown): ServerMessage | null {
  if (typeof data !== 'string' || data.length > MAX_FRAME_CHARS) return null;
  const value = readJson(data);
  if (!isRecord(value)) return null;
  if (isGatewayError(value)) return readError('unavailable', value['message']);
  if (value['v'] !== 1) return null;
  if ('error' in value) return readError(value['error'], value['message']);
  if ('auth' in value) return { kind: 'auth' };
  if ('filter' in value) return { kind: 'filter', filter: value['filter'] };
  return readSummaries(value);
}

/** Parses JSON; `undefined` if it is invalid. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads the result of a catch-up; `null` if there is none. An incomplete result without a reason gets `unknown`. */
export function readCatchUpResult(value: unknown): CatchUpResult | null {
  if (!isRecord(value) || typeof value['complete'] !== 'boolean') return null;
  if (value['complete']) return { complete: true, reason: null };
  const reason = value['reason'];
  return {
    complete: false,
    reason: typeof reason === 'string' ? reason.slice(0, MAX_ERROR_CODE_CHARS) : 'unknown',
  };
}

/** API Gateway responds to a message with an error of its own if the function behind it fails. */
function isGatewayError(value: Readonly<Record<string, unknown>>): boolean {
  return !('v' in value) && typeof value['message'] === 'string' && typeof value['connectionId'] === 'string';
}

function readError(code: unknown, message: unknown): { kind: 'error'; error: LiveError } | null {
  if (typeof code !== 'string') return null;
  const sentence = typeof message === 'string' ? message.slice(0, MAX_ERROR_MESSAGE_CHARS) : '';
  return { kind: 'error', error: { error: code.slice(0, MAX_ERROR_CODE_CHARS), message: sentence } };
}

function readSummaries(value: Readonly<Record<string, unknown>>): SummariesFrame | null {
  const { events = [], orders = [], cursor, resume } = value;
  if (!Array.isArray(events) || !Array.isArray(orders)) return null;
  const validEvents = events.filter(isEventSummary);
  const validOrders = orders.filter(isOrderSummary);
  return {
    kind: 'summaries',
    events: validEvents,
    orders: validOrders,
    cursor: isEventId(cursor) ? cursor : null,
    resume: readCatchUpResult(resume),
    malformed: events.length - validEvents.length + (orders.length - validOrders.length),
  };
}
