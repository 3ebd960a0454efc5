import { lookup } from './lookup';

/** An event's error, for people. */
export interface EventError {
  readonly sentence: string;
  /** What the user can do. */
  readonly advice: string;
}

const ADVICE: Readonly<Record<string, string>> = {
  topic_missing: 'Configure in the integration where its topic is found, then replay the event.',
  topic_mismatch: 'The topic does not match the body. Check the webhook configuration on the channel.',
  account_mismatch:
    'The webhook is from another account than the integration’s. Check which account sends to this URL.',
  not_json: 'The webhook is stored below as received. The sender must send JSON.',
  not_understood: 'The webhook is stored below. Replay it when Storebell supports this format.',
  too_large: 'The webhook contains more than Storebell can store for one order.',
  time_ahead: 'The sender’s clock is ahead. Replay the event when that time has passed.',
  internal_error: 'This is a bug in Storebell. Replay the event when it is fixed.',
  unreadable: 'The stored webhook cannot be read anymore.',
};
const DEFAULT_ADVICE = 'The webhook is stored below. Fix the cause, then replay the event.';

/** Splits an event's error, which is an error code, a colon, and a sentence. */
export function describeError(error: string): EventError {
  const [, code = '', text = ''] = /^([a-z_]+): (.*)$/s.exec(error) ?? ['', '', error];
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return {
    sentence: /[.!?]$/.test(sentence) ? sentence : `${sentence}.`,
    advice: lookup(ADVICE, code) ?? DEFAULT_ADVICE,
  };
}
