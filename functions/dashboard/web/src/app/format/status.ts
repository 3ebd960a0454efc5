import type { Tone } from '../ui/badge';
import { own } from './lookup';

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
  voided: 'bad',
  lost: 'bad',
  delivery_failed: 'warn',
  on_hold: 'warn',
  returning: 'warn',
  returned: 'warn',
  refunded: 'warn',
  partially_refunded: 'warn',
};

/** How a status is meant; one that is not known here is neither good nor bad. */
export function toneOf(status: string): Tone {
  return own(TONES, status) ?? 'plain';
}

/** A stable word as people read it: `partially_refunded` is `Partially refunded`. */
export function words(word: string): string {
  const text = word.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
