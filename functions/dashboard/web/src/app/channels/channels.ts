import type { Integration, SignatureScheme } from '../api/types';
import { lookup } from '../format/lookup';

/** The terms of a channel, and the setup steps on its side. */
export interface ChannelGuide {
  /** What the channel calls an account. */
  readonly account: string;
  readonly accountHint: string;
  readonly secret: string;
  readonly topicHeader: string | null;
  readonly steps: readonly string[];
}

const GUIDES: Readonly<Record<string, ChannelGuide>> = {
  shopify: {
    account: 'Shop domain',
    accountHint: 'For example my-shop.myshopify.com.',
    secret: 'The app’s client secret',
    topicHeader: 'x-shopify-topic',
    steps: [
      'In the Shopify admin, create a custom app with read access to orders and products.',
      'Copy its client secret to Secrets, and its access token to Settings.',
      'Click Register webhooks below: it subscribes each topic with this URL.',
      'Set the three compliance webhooks in the app’s own configuration, with the same URL.',
    ],
  },
  amazon: {
    account: 'Selling partner ID, or ARN of the SNS topic',
    accountHint: 'For example A1EXAMPLESELLER.',
    secret: 'Not needed: SNS signs its messages',
    topicHeader: null,
    steps: [
      'SP-API sends order notifications to SQS: create a destination there, and a subscription for ORDER_CHANGE.',
      'To receive them over HTTPS, subscribe this URL to an SNS topic; the subscription is confirmed automatically.',
      'Allow the topic in this integration; otherwise its messages are rejected.',
    ],
  },
  flipkart: {
    account: 'Seller ID',
    accountHint: 'Your ID at Flipkart.',
    secret: 'The secret from Flipkart or your integrator',
    topicHeader: 'x-flipkart-event-type',
    steps: [
      'Flipkart has no console for webhooks: write to seller-api-queries@flipkart.com with your seller ID and this URL.',
      'You receive an application ID and a secret for FKLOGIN. Add the secret in Secrets and the rest in Settings.',
      'The URL must be registered exactly as shown here.',
    ],
  },
  myntra: {
    account: 'Partner or store ID',
    accountHint: 'Your ID at Myntra.',
    secret: 'The secret or token that you agreed on',
    topicHeader: 'x-myntra-event-type',
    steps: [
      'Give this URL to your contact at Myntra, or to the service between Myntra and you.',
      'Agree on how its webhooks are verified: a signature in the header below, or a token.',
      'Add the secret in Secrets.',
    ],
  },
  selloship: {
    account: 'Account',
    accountHint: 'A name of your choice.',
    secret: 'The secret or token that you agreed on',
    topicHeader: 'x-selloship-event-type',
    steps: [
      'Give this URL to Selloship’s support as the webhook of your account.',
      'Agree on how its webhooks are verified: a signature in the header below, or a token.',
      'Select in Settings whose orders it ships, so that its shipments are matched to them.',
    ],
  },
  standard: {
    account: 'Sender name',
    accountHint: 'A name of your choice.',
    secret: 'The signing secret; Standard Webhooks secrets start with whsec_',
    topicHeader: null,
    steps: [
      'Enter this URL where the sender asks for a webhook URL.',
      'Copy its signing secret to Secrets.',
      'If it uses another signature scheme, select that in Settings.',
    ],
  },
};

const DEFAULT_GUIDE: ChannelGuide = {
  account: 'Account',
  accountHint: '',
  secret: 'The signing secret',
  topicHeader: null,
  steps: ['Enter this URL where the channel asks for a webhook URL.'],
};

/** The guide of a channel; a general one if the channel is unknown. */
export function guideOf(channel: string): ChannelGuide {
  return lookup(GUIDES, channel) ?? DEFAULT_GUIDE;
}

/** The webhook URL of an integration. */
export function addressOf({ channel, id }: Pick<Integration, 'channel' | 'id'>, origin: string): string {
  return `${origin}/api/webhooks/${encodeURIComponent(channel)}/${encodeURIComponent(id)}`;
}

/** A header that the channel must send. */
export interface Header {
  /** What it contains. */
  readonly content: string;
  readonly name: string;
}

const SCHEME_HEADERS: Readonly<Record<string, readonly Header[]>> = {
  'standard-webhooks': [
    { content: 'the message ID', name: 'webhook-id' },
    { content: 'the timestamp', name: 'webhook-timestamp' },
    { content: 'the signature', name: 'webhook-signature' },
  ],
  fklogin: [
    { content: 'the signature', name: 'x-authorization' },
    { content: 'the timestamp', name: 'x-date' },
  ],
};

/** The headers that the channel must send. */
export function headersOf({ channel, schemes: { https } }: Pick<Integration, 'channel' | 'schemes'>): Header[] {
  const topic = guideOf(channel).topicHeader;
  return [...signatureHeaders(https), ...(topic === null ? [] : [{ content: 'the topic', name: topic }])];
}

function signatureHeaders(https: SignatureScheme | undefined): readonly Header[] {
  const fixed = lookup(SCHEME_HEADERS, https?.scheme ?? '');
  if (fixed) return fixed;
  const content = https?.scheme === 'static-token' ? 'the token' : 'the signature';
  return https?.header === undefined ? [] : [{ content, name: https.header }];
}
