import { lookup } from '../format/lookup';

/** The display names of the channels. */
const NAMES: Readonly<Record<string, string>> = {
  shopify: 'Shopify',
  amazon: 'Amazon',
  flipkart: 'Flipkart',
  myntra: 'Myntra',
  selloship: 'Selloship',
  standard: 'Other',
};

/** The channels that this page knows. */
export const CHANNELS = Object.keys(NAMES);

/** The options of a channel field. */
export const CHANNEL_OPTIONS = Object.entries(NAMES);

/** A channel's display name; a channel that a newer server adds has its id. */
export function channelName(channel: string): string {
  return lookup(NAMES, channel) ?? channel;
}
