import type { Integration, SignatureScheme } from '../api/types';
import { lookup } from '../format/lookup';

/** Everything that the page knows about a channel. */
export interface ChannelInfo {
  readonly name: string;
  /** What the channel calls an account. */
  readonly account: string;
  readonly accountHint: string;
  /** A description of the signing secret; `null` if the channel needs none. */
  readonly secret: string | null;
  /** The header with the topic; `null` if the topic is elsewhere. */
  readonly topicHeader: string | null;
  /** The supported signature schemes over HTTPS, the default one first. */
  readonly schemes: readonly string[];
  /** Whether an owner may configure where the topic is found. */
  readonly hasTopicSetting?: boolean;
  /** Whether an owner may configure the response. */
  readonly hasResponseSetting?: boolean;
  /**
   * Whether Storebell can use the channel's API, with an access token: to register webhooks and to find missed orders.
   */
  readonly hasApi?: boolean;
  /** Whether it ships the orders of another integration. */
  readonly shipsForOthers?: boolean;
  /** The setup steps on the channel's side. */
  readonly steps: readonly string[];
}

const CHANNEL_INFOS: Readonly<Record<string, ChannelInfo>> = {
  shopify: {
    name: 'Shopify',
    account: 'Shop domain',
    accountHint: 'For example my-shop.myshopify.com.',
    secret: 'The app’s client secret',
    topicHeader: 'x-shopify-topic',
    schemes: ['hmac-sha256'],
    hasApi: true,
    steps: [
      'In the Shopify admin, create a custom app with read access to orders and products.',
      'Copy its client secret to Secrets, and its access token to Settings.',
      'Click Register webhooks below: it subscribes each topic with this URL.',
      'Set the three compliance webhooks in the app’s own configuration, with the same URL.',
    ],
  },
  amazon: {
    name: 'Amazon',
    account: 'Selling partner ID, or ARN of the SNS topic',
    accountHint: 'For example A1EXAMPLESELLER.',
    secret: null,
    topicHeader: null,
    schemes: [],
    steps: [
      'SP-API sends order notifications to SQS: create a destination there, and a subscription for ORDER_CHANGE.',
      'To receive them over HTTPS, subscribe this URL to an SNS topic; the subscription is confirmed automatically.',
      'Allow the topic in this integration; otherwise its messages are rejected.',
    ],
  },
  flipkart: {
    name: 'Flipkart',
    account: 'Seller ID',
    accountHint: 'Your ID at Flipkart.',
    secret: 'The secret from Flipkart or your integrator',
    topicHeader: 'x-flipkart-event-type',
    schemes: ['hmac-sha256', 'fklogin'],
    steps: [
      'Flipkart has no console for webhooks: write to seller-api-queries@flipkart.com with your seller ID and this URL.',
      'You receive an application ID and a secret for FKLOGIN. Add the secret in Secrets and the rest in Settings.',
      'The URL must be registered exactly as shown here.',
    ],
  },
  myntra: {
    name: 'Myntra',
    account: 'Partner or store ID',
    accountHint: 'Your ID at Myntra.',
    secret: 'The secret or token that you agreed on',
    topicHeader: 'x-myntra-event-type',
    schemes: ['hmac-sha256', 'static-token'],
    hasTopicSetting: true,
    hasResponseSetting: true,
    steps: [
      'Give this URL to your contact at Myntra, or to the service between Myntra and you.',
      'Agree on how its webhooks are verified: a signature in the header below, or a token.',
      'Add the secret in Secrets.',
    ],
  },
  selloship: {
    name: 'Selloship',
    account: 'Account',
    accountHint: 'A name of your choice.',
    secret: 'The secret or token that you agreed on',
    topicHeader: 'x-selloship-event-type',
    schemes: ['hmac-sha256', 'static-token'],
    shipsForOthers: true,
    steps: [
      'Give this URL to Selloship’s support as the webhook of your account.',
      'Agree on how its webhooks are verified: a signature in the header below, or a token.',
      'Select in Settings whose orders it ships, so that its shipments are matched to them.',
    ],
  },
  standard: {
    name: 'Other',
    account: 'Sender name',
    accountHint: 'A name of your choice.',
    secret: 'The signing secret; Standard Webhooks secrets start with whsec_',
    topicHeader: null,
    schemes: ['standard-webhooks', 'hmac-sha256', 'static-token', 'fklogin'],
    hasTopicSetting: true,
    hasResponseSetting: true,
    steps: [
      'Enter this URL where the sender asks for a webhook URL.',
      'Copy its signing secret to Secrets.',
      'If it uses another signature scheme, select that in Settings.',
    ],
  },
};

/** The ids of the known channels. */
export const CHANNELS = Object.keys(CHANNEL_INFOS);

/** The options of a channel field. */
export const CHANNEL_OPTIONS = Object.entries(CHANNEL_INFOS).map(([id, { name }]) => [id, name] as const);

/** What is known about a channel; general information if a newer server has added it. */
export function channelInfo(channel: string): ChannelInfo {
  return (
    lookup(CHANNEL_INFOS, channel) ?? {
      name: channel,
      account: 'Account',
      accountHint: '',
      secret: 'The signing secret',
      topicHeader: null,
      schemes: ['hmac-sha256', 'static-token'],
      steps: ['Enter this URL where the channel asks for a webhook URL.'],
    }
  );
}

/** A channel's display name. */
export function channelName(channel: string): string {
  return channelInfo(channel).name;
}

/** The webhook URL of an integration. */
export function webhookUrl({ channel, id }: Pick<Integration, 'channel' | 'id'>, origin: string): string {
  return `${origin}/api/webhooks/${encodeURIComponent(channel)}/${encodeURIComponent(id)}`;
}

/** A header that the channel must send. */
export interface RequiredHeader {
  /** What it contains. */
  readonly content: string;
  readonly name: string;
}

const SCHEME_HEADERS: Readonly<Record<string, readonly RequiredHeader[]>> = {
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

/** The headers that the channel must send to an integration. */
export function requiredHeaders({
  channel,
  schemes: { https },
}: Pick<Integration, 'channel' | 'schemes'>): RequiredHeader[] {
  const topic = channelInfo(channel).topicHeader;
  return [...signatureHeaders(https), ...(topic === null ? [] : [{ content: 'the topic', name: topic }])];
}

function signatureHeaders(https: SignatureScheme | undefined): readonly RequiredHeader[] {
  const fixed = lookup(SCHEME_HEADERS, https?.scheme ?? '');
  if (fixed) return fixed;
  const content = https?.scheme === 'static-token' ? 'the token' : 'the signature';
  return https?.header === undefined ? [] : [{ content, name: https.header }];
}
