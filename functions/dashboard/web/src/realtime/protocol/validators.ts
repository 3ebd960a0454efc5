import type { EventLine, OrderLine } from './types';

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const optionalText: Check = (value) => value === null || typeof value === 'string';
const count: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const texts: Check = (value) => Array.isArray(value) && value.every(text);
/** 26 characters of Crockford's base 32: <https://github.com/ulid/spec>. */
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

const EVENT: Readonly<Record<keyof EventLine, Check>> = {
  id: isEventId,
  integration: text,
  source: text,
  shop_domain: text,
  topic: text,
  subject: optionalText,
  status: text,
  payload_summary: text,
  received_at: text,
  occurred_at: optionalText,
  processed_at: text,
  error: optionalText,
  rev: count,
};

const ORDER: Readonly<Record<keyof OrderLine, Check>> = {
  id: text,
  integration: text,
  source: text,
  name: text,
  status: text,
  payment: text,
  fulfilment: text,
  shipment: optionalText,
  currency: optionalText,
  total: optionalText,
  refunded: text,
  profit: optionalText,
  missing: texts,
  items: count,
  placed_at: text,
  updated_at: text,
  rev: count,
};

/** Whether it is an event id, and so a cursor. */
export function isEventId(value: unknown): value is string {
  return typeof value === 'string' && ULID.test(value);
}

/** Whether it is an object with members. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether it has everything that an event line has. Members that a newer server adds do no harm. */
export function isEventLine(value: unknown): value is EventLine {
  return fits(value, EVENT);
}

/** Whether it has everything that an order has. */
export function isOrderLine(value: unknown): value is OrderLine {
  return fits(value, ORDER);
}

function fits(value: unknown, checks: Readonly<Record<string, Check>>): boolean {
  return isFields(value) && Object.entries(checks).every(([name, check]) => check(value[name]));
}
