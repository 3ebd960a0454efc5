/** The meaning of a status: determines the shape and color of its badge. */
export type Tone = 'good' | 'bad' | 'warn' | 'open' | 'plain';

import { lookup } from './lookup';

const TONES: Readonly<Record<string, Tone>> = {
  processed: 'good',
  failed: 'bad',
  paid: 'good',
  fulfilled: 'good',
  delivered: 'good',
  pending: 'open',
  unpaid: 'open',
  authorized: 'open',
  packed: 'open',
  unfulfilled: 'open',
  partial: 'open',
  partially_paid: 'open',
  partially_fulfilled: 'open',
  completed: 'good',
  created: 'open',
  ready_to_ship: 'open',
  picked_up: 'open',
  in_transit: 'open',
  out_for_delivery: 'open',
  cancelled: 'bad',
  deleted: 'bad',
  voided: 'bad',
  lost: 'bad',
  delivery_failed: 'warn',
  on_hold: 'warn',
  returning: 'warn',
  returned: 'warn',
  refunded: 'warn',
  partially_refunded: 'warn',
};

/** The tone of a status; unknown ones are neutral. */
export function toneOf(status: string): Tone {
  return lookup(TONES, status) ?? 'plain';
}

/** A code as text: `partially_refunded` becomes `Partially refunded`. */
export function humanize(code: string): string {
  const text = code.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
