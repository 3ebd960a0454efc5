import { lookup } from './lookup';

/** An event's error as the page shows it. */
export interface EventError {
  readonly sentence: string;
  /** What the user can do. */
  readonly advice: string;
}

const ADVICE: Readonly<Record<string, string>> = {
  topic_missing: 'Set the topic location in the integration’s settings, then replay the event.',
  topic_mismatch: 'The topic does not match the body. Check the webhook configuration on the channel.',
  account_mismatch:
    'The webhook is from a different account, not the integration’s. Check which account sends to this URL.',
  not_json: 'The webhook is shown below as received. The sender must send JSON.',
  not_understood: 'The webhook is shown below. Replay the event when Storebell supports this format.',
  too_large: 'The webhook contains more than Storebell can store for one order.',
  time_ahead: 'The sender’s clock is ahead. Replay the event when that time has passed.',
  internal_error: 'This is a bug in Storebell. Replay the event when it is fixed.',
  unreadable: 'The stored webhook cannot be read anymore.',
  delivery_gone: 'The webhook is no longer stored, so the event cannot be replayed.',
  gone: 'The webhook is no longer stored, so the event cannot be replayed.',
};
const DEFAULT_ADVICE = 'The webhook is shown below. Fix the cause, then replay the event.';

/** Splits an event's error, which is an error code, a colon, and a sentence. */
export function describeError(error: string): EventError {
  const [, code = '', text = ''] = /^([a-z_]+): (.*)$/s.exec(error) ?? ['', '', error];
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return {
    sentence: /[.!?]$/.test(sentence) ? sentence : `${sentence}.`,
    advice: lookup(ADVICE, code) ?? DEFAULT_ADVICE,
  };
}
