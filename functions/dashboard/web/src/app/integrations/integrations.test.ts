import { describe, expect, it } from 'vitest';

import { CHANNELS, webhookUrl, channelInfo, requiredHeaders } from '../channels/channels';
import { emptyDraft, newIntegration, withChannel } from './new-integration';
import { draftOfResponse, responseOfDraft } from './response-draft';
import { SCHEMES, schemeBody } from './signature-schemes';
import { draftOfTopic, topicOfDraft } from './topic-draft';

const headerNames = (integration: Parameters<typeof requiredHeaders>[0]) =>
  requiredHeaders(integration).map(({ name }) => name);

describe('channel', () => {
  it.each(CHANNELS)('%s has setup steps and known signature schemes', (channel) => {
    expect(channelInfo(channel).steps.length).toBeGreaterThan(0);
    expect(channelInfo(channel).schemes.filter((scheme) => !(scheme in SCHEMES))).toEqual([]);
  });

  it('an unknown channel has general information', () => {
    expect(channelInfo('constructor').steps).toHaveLength(1);
  });

  it('an integration has its own webhook URL', () => {
    expect(webhookUrl({ channel: 'shopify', id: 'my-shop' }, 'https://a.example')).toBe(
      'https://a.example/api/webhooks/shopify/my-shop',
    );
  });

  it('the headers of the signature scheme and of the topic are listed', () => {
    expect(
      headerNames({
        channel: 'shopify',
        schemes: { https: { scheme: 'hmac-sha256', header: 'x-shopify-hmac-sha256' } },
      }),
    ).toEqual(['x-shopify-hmac-sha256', 'x-shopify-topic']);
    expect(headerNames({ channel: 'standard', schemes: { https: { scheme: 'standard-webhooks' } } })).toEqual([
      'webhook-id',
      'webhook-timestamp',
      'webhook-signature',
    ]);
    expect(headerNames({ channel: 'amazon', schemes: { https: { scheme: 'sns' } } })).toEqual([]);
  });
});

it('a signature scheme is sent with its own settings that were filled in', () => {
  expect(schemeBody('hmac-sha256', { header: ' x-sign ', encoding: '', app_id: 'a' })).toEqual({
    https: { scheme: 'hmac-sha256', header: 'x-sign' },
  });
  expect(schemeBody('hmac-sha256', { header: ' ', app_id: 'a' })).toEqual({ https: 'hmac-sha256' });
});

it('a topic source survives a round trip through the form, with its topic names', () => {
  const names = { CreateOrder: 'order/create' };
  for (const topic of [
    null,
    { from: 'path' as const },
    { from: 'header' as const, name: 'x-event', names },
    { from: 'body' as const, pointer: '/event/type' },
  ]) {
    expect(topicOfDraft(draftOfTopic(topic), topic)).toEqual(topic);
  }
});

it('a response survives a round trip through the form, and invalid JSON is not sent', () => {
  for (const reply of [null, { body: { status: 'OK' } }, { body: null }, { body: 'OK' }]) {
    expect(responseOfDraft(draftOfResponse(reply))).toEqual(reply);
  }
  expect(responseOfDraft('OK')).toBeUndefined();
  expect(responseOfDraft(' ')).toBeNull();
});

describe('new integration', () => {
  it('is sent with its fields and the default signature scheme of its channel', () => {
    const draft = { ...emptyDraft('shopify'), account: ' a.myshopify.com ' };
    const schemes = { https: 'hmac-sha256' };
    expect(newIntegration(draft)).toEqual({ channel: 'shopify', account: 'a.myshopify.com', schemes });
    expect(newIntegration({ ...draft, id: 'a', secret: 's' })).toMatchObject({ id: 'a', secrets: [{ value: 's' }] });
  });

  it('keeps its fields when the channel changes, except for the signature scheme', () => {
    const verification = { scheme: 'static-token', settings: { header: 'x' } };
    const draft = withChannel({ ...emptyDraft('myntra'), account: 'a', verification }, 'amazon');
    expect(newIntegration(draft)).toEqual({ channel: 'amazon', account: 'a' });
  });
});
