import type { ChannelDescription, Integration } from '../api/types';

/** Stands for the webhook URL in the setup steps of a channel. */
const URL_IN_STEPS = '<webhook URL>';

/** The webhook URL of an integration. */
export function webhookUrl({ channel, id }: Pick<Integration, 'channel' | 'id'>, origin: string): string {
  return `${origin}/api/webhooks/${encodeURIComponent(channel)}/${encodeURIComponent(id)}`;
}

/** The setup steps on the channel's side for one webhook URL. */
export function setupSteps({ setup_steps: steps }: Pick<ChannelDescription, 'setup_steps'>, url: string): string[] {
  return steps.map((step) => step.replaceAll(URL_IN_STEPS, url));
}

/** A header that the channel must send. */
export interface RequiredHeader {
  /** What it contains, such as `signature`. */
  readonly content: string;
  readonly name: string;
}

/** The headers that the channel must send to an integration. */
export function requiredHeaders(
  { schemes: { https } }: Pick<Integration, 'schemes'>,
  { scheme_headers: fixed, topic_header: topic }: Pick<ChannelDescription, 'scheme_headers' | 'topic_header'>,
): RequiredHeader[] {
  return [
    ...(https === undefined ? [] : (fixed[https.scheme] ?? headerOf(https))),
    ...(topic === null ? [] : [{ content: 'topic', name: topic }]),
  ];
}

/** The header that a setting of the scheme names. */
function headerOf(scheme: NonNullable<Integration['schemes']['https']>): RequiredHeader[] {
  if (!('header' in scheme)) return [];
  return [{ content: scheme.scheme === 'static-token' ? 'token' : 'signature', name: scheme.header }];
}
