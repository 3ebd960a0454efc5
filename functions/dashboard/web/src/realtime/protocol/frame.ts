import { isEventId, isEventLine, isFields, isOrderLine } from './validators';
import type { Incoming, LinesFrame, LiveError, Resumed } from './types';

/** The largest text that is read, in characters: four times what a frame may have. */
const LARGEST = 128 * 1024;
/** The most of an error's texts that is kept. */
const LONGEST_WORD = 64;
const LONGEST_MESSAGE = 500;

/** Reads one message of the server; `null` if it is none. Lines that are none are left out and counted. */
export function readFrame(data: unknown): Incoming | null {
  if (typeof data !== 'string' || data.length > LARGEST) return null;
  const value = readJson(data);
  if (!isFields(value)) return null;
  if (isOfGateway(value)) return readError('unavailable', value['message']);
  if (value['v'] !== 1) return null;
  if ('error' in value) return readError(value['error'], value['message']);
  if ('auth' in value) return { kind: 'auth' };
  if ('filter' in value) return { kind: 'filter', filter: value['filter'] };
  return readLines(value);
}

/** Reads JSON; `undefined` if it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads how a gap ended; `null` if that is not said. What is neither complete nor has a reason is not complete. */
export function readResumed(value: unknown): Resumed | null {
  if (!isFields(value) || typeof value['complete'] !== 'boolean') return null;
  if (value['complete']) return { complete: true, reason: null };
  const reason = value['reason'];
  return { complete: false, reason: typeof reason === 'string' ? reason.slice(0, LONGEST_WORD) : 'unknown' };
}

/** API Gateway's own words where the function behind it failed: they answer a message, too. */
function isOfGateway(value: Readonly<Record<string, unknown>>): boolean {
  return !('v' in value) && typeof value['message'] === 'string' && typeof value['connectionId'] === 'string';
}

function readError(word: unknown, message: unknown): { kind: 'error'; error: LiveError } | null {
  if (typeof word !== 'string') return null;
  const sentence = typeof message === 'string' ? message.slice(0, LONGEST_MESSAGE) : '';
  return { kind: 'error', error: { error: word.slice(0, LONGEST_WORD), message: sentence } };
}

function readLines(value: Readonly<Record<string, unknown>>): LinesFrame | null {
  const { events = [], orders = [], cursor, resume } = value;
  if (!Array.isArray(events) || !Array.isArray(orders)) return null;
  const goodEvents = events.filter(isEventLine);
  const goodOrders = orders.filter(isOrderLine);
  return {
    kind: 'lines',
    events: goodEvents,
    orders: goodOrders,
    cursor: isEventId(cursor) ? cursor : null,
    resume: readResumed(resume),
    malformed: events.length - goodEvents.length + (orders.length - goodOrders.length),
  };
}
