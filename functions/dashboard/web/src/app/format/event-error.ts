import { own } from './lookup';

/** What went wrong with an event, for people. */
export interface Failure {
  readonly sentence: string;
  /** What to do about it. */
  readonly advice: string;
}

const ADVICE: Readonly<Record<string, string>> = {
  topic_missing: 'Say in the integration where its topics stand, then replay it.',
  topic_mismatch: 'The topic is not that of the body. Look at how the channel is set up to send it.',
  account_mismatch: 'It is of another account than the integration. Look at which account sends to this address.',
  not_json: 'What came is kept below as it was. The sender has to send JSON.',
  not_understood: 'What came is kept below. It can be replayed once Storebell understands it.',
  too_large: 'It says more than Storebell keeps of one thing.',
  time_ahead: 'The sender’s clock is ahead. Replay it once that time has come.',
  internal_error: 'This is a mistake in Storebell. It can be replayed once that is mended.',
  unreadable: 'What was stored cannot be read any more.',
};
const USUAL = 'What came is kept below. When the reason is gone, replay it.';

/** The parts of an event's error, which is a stable word, a colon, and a sentence. */
export function failureOf(error: string): Failure {
  const [, word = '', text = ''] = /^([a-z_]+): (.*)$/s.exec(error) ?? ['', '', error];
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return {
    sentence: /[.!?]$/.test(sentence) ? sentence : `${sentence}.`,
    advice: own(ADVICE, word) ?? USUAL,
  };
}
