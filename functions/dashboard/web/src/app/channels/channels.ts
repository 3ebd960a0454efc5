import type { Integration, Scheme } from '../api/types';
import { own } from '../format/lookup';

/** What has to be done on a channel's side, and what its words are. */
export interface ChannelGuide {
  /** What its accounts are called. */
  readonly account: string;
  readonly accountHint: string;
  readonly secret: string;
  readonly topicHeader: string | null;
  readonly steps: readonly string[];
}

const GUIDES: Readonly<Record<string, ChannelGuide>> = {
  shopify: {
    account: 'Shop domain',
    accountHint: 'Such as my-shop.myshopify.com.',
    secret: 'The app’s client secret',
    topicHeader: 'x-shopify-topic',
    steps: [
      'In Shopify’s admin, make a custom app that may read orders and products.',
      'Copy its client secret into Secrets, and its access token into Settings.',
      'Press Register below: each topic is subscribed to with this address.',
      'The three compliance topics are set in the app’s own configuration, with the same address.',
    ],
  },
  amazon: {
    account: 'Selling partner id, or ARN of the SNS topic',
    accountHint: 'Such as A1EXAMPLESELLER.',
    secret: 'Not needed: SNS signs by itself',
    topicHeader: null,
    steps: [
      'Order notifications of SP-API come by SQS: make a destination there, and a subscription for ORDER_CHANGE.',
      'To get them over HTTPS, subscribe this address to an SNS topic; the subscription is confirmed by itself.',
      'Allow the topic in this integration, or messages of it are refused.',
    ],
  },
  flipkart: {
    account: 'Seller id',
    accountHint: 'As Flipkart names you.',
    secret: 'The secret that Flipkart or your integrator has given',
    topicHeader: 'x-flipkart-event-type',
    steps: [
      'Flipkart has no console for this: write to seller-api-queries@flipkart.com with your seller id and this address.',
      'You get an application id and a secret for FKLOGIN. Put the secret into Secrets and the rest into Settings.',
      'The address must be registered byte for byte as it stands here.',
    ],
  },
  myntra: {
    account: 'Partner or store id',
    accountHint: 'As Myntra names you.',
    secret: 'The secret, or the token, that was agreed on',
    topicHeader: 'x-myntra-event-type',
    steps: [
      'Give this address to your contact at Myntra, or to the service between Myntra and you.',
      'Agree on how its webhooks are proven: a signature in the header below, or a token.',
      'Put the secret into Secrets.',
    ],
  },
  selloship: {
    account: 'Account',
    accountHint: 'Any name that tells it from your others.',
    secret: 'The secret, or the token, that was agreed on',
    topicHeader: 'x-selloship-event-type',
    steps: [
      'Give this address to Selloship’s support as the webhook of your account.',
      'Agree on how its webhooks are proven: a signature in the header below, or a token.',
      'Say in Settings whose orders it ships, so that its parcels find them.',
    ],
  },
  standard: {
    account: 'Name of the sender',
    accountHint: 'Any name that tells it from your others.',
    secret: 'The signing secret; of Standard Webhooks it begins with whsec_',
    topicHeader: null,
    steps: [
      'Enter this address where the sender asks for a webhook URL.',
      'Copy its signing secret into Secrets.',
      'If it signs in another way, choose that in Settings.',
    ],
  },
};

const OTHER: ChannelGuide = {
  account: 'Account',
  accountHint: '',
  secret: 'The signing secret',
  topicHeader: null,
  steps: ['Enter this address where the channel asks for a webhook URL.'],
};

/** What has to be done on a channel's side. */
export function guideOf(channel: string): ChannelGuide {
  return own(GUIDES, channel) ?? OTHER;
}

/** Where the channel is to send to: an address that is bound to this integration. */
export function addressOf({ channel, id }: Pick<Integration, 'channel' | 'id'>, origin: string): string {
  return `${origin}/api/webhooks/${encodeURIComponent(channel)}/${encodeURIComponent(id)}`;
}

/** A header that the channel has to send, and what it says. */
export interface Header {
  readonly says: string;
  readonly name: string;
}

const OF_SCHEMES: Readonly<Record<string, readonly Header[]>> = {
  'standard-webhooks': [
    { says: 'the message’s id', name: 'webhook-id' },
    { says: 'the time', name: 'webhook-timestamp' },
    { says: 'the signature', name: 'webhook-signature' },
  ],
  fklogin: [
    { says: 'the proof', name: 'x-authorization' },
    { says: 'the time', name: 'x-date' },
  ],
};

/** The headers that the channel has to send. */
export function headersOf({ channel, schemes: { https } }: Pick<Integration, 'channel' | 'schemes'>): Header[] {
  const topic = guideOf(channel).topicHeader;
  return [...proofOf(https), ...(topic === null ? [] : [{ says: 'the topic', name: topic }])];
}

function proofOf(https: Scheme | undefined): readonly Header[] {
  const usual = own(OF_SCHEMES, https?.scheme ?? '');
  if (usual) return usual;
  const says = https?.scheme === 'static-token' ? 'the token' : 'the signature';
  return https?.header === undefined ? [] : [{ says, name: https.header }];
}
