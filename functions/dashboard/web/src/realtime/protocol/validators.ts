import type { EventSummary, OrderSummary } from './types';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const textOrNull: Check = (value) => value === null || typeof value === 'string';
const count: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const flag: Check = (value) => typeof value === 'boolean';
const texts: Check = (value) => Array.isArray(value) && value.every(text);
/** 26 characters of Crockford's base 32: <https://github.com/ulid/spec>. */
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

const EVENT_CHECKS: Readonly<Record<keyof EventSummary, Check>> = {
  id: isEventId,
  integration: text,
  source: text,
  shop_domain: text,
  topic: text,
  subject: textOrNull,
  status: text,
  payload_summary: text,
  received_at: text,
  occurred_at: textOrNull,
  processed_at: text,
  error: textOrNull,
  rev: count,
};

const ORDER_CHECKS: Readonly<Record<keyof OrderSummary, Check>> = {
  id: text,
  integration: text,
  source: text,
  name: text,
  status: text,
  payment: text,
  fulfilment: text,
  shipment: textOrNull,
  test: flag,
  currency: textOrNull,
  total: textOrNull,
  refunded: textOrNull,
  profit: textOrNull,
  missing: texts,
  items: count,
  placed_at: text,
  updated_at: text,
  rev: count,
};

/** Whether the value is an event id, and so a cursor. */
export function isEventId(value: unknown): value is string {
  return typeof value === 'string' && ULID.test(value);
}

/** Whether the value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the value has all members of an event summary. Members that a newer server adds are allowed. */
export function isEventSummary(value: unknown): value is EventSummary {
  return passes(value, EVENT_CHECKS);
}

/** Whether the value has all members of an order summary. */
export function isOrderSummary(value: unknown): value is OrderSummary {
  return passes(value, ORDER_CHECKS);
}

function passes(value: unknown, checks: Readonly<Record<string, Check>>): boolean {
  return isRecord(value) && Object.entries(checks).every(([name, check]) => check(value[name]));
}
