import { own } from '../format/lookup';

/** The channels, as people call them. */
const NAMES: Readonly<Record<string, string>> = {
  shopify: 'Shopify',
  amazon: 'Amazon',
  flipkart: 'Flipkart',
  myntra: 'Myntra',
  selloship: 'Selloship',
  standard: 'Other',
};

/** Every channel that this page knows. */
export const CHANNELS = Object.keys(NAMES);

/** The same, to be chosen from. */
export const CHANNEL_OPTIONS = Object.entries(NAMES);

/** A channel's name; that of a newer server's as it is. */
export function channelName(channel: string): string {
  return own(NAMES, channel) ?? channel;
}
