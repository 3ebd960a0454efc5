import { describe, expect, it } from 'vitest';

import { CHANNELS } from '../channels/channel-names';
import { addressOf, guideOf, headersOf } from '../channels/channels';
import { emptyDraft, newIntegration, withChannel } from './new-integration';
import { draftOfReply, replyOfDraft } from './response-draft';
import { draftOfTopic, topicOfDraft } from './topic-draft';
import { SCHEMES, schemeBody, schemesOf } from './signature-schemes';

const headerNames = (integration: Parameters<typeof headersOf>[0]) => headersOf(integration).map(({ name }) => name);

describe('a channel', () => {
  it.each(CHANNELS)('%s has steps, and schemes that are known', (channel) => {
    expect(guideOf(channel).steps.length).toBeGreaterThan(0);
    expect(schemesOf(channel).filter((scheme) => !(scheme in SCHEMES))).toEqual([]);
  });

  it('that is not known is told how in general', () => {
    expect(guideOf('constructor').steps).toHaveLength(1);
  });

  it('sends to an address of its own', () => {
    expect(addressOf({ channel: 'shopify', id: 'my-shop' }, 'https://a.example')).toBe(
      'https://a.example/api/webhooks/shopify/my-shop',
    );
  });

  it('is told the headers of its scheme and of its topic', () => {
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

it('a scheme is sent with what was filled in, and with nothing of another one', () => {
  expect(schemeBody('hmac-sha256', { header: ' x-sign ', encoding: '', app_id: 'a' })).toEqual({
    https: { scheme: 'hmac-sha256', header: 'x-sign' },
  });
  expect(schemeBody('hmac-sha256', { header: ' ', app_id: 'a' })).toEqual({ https: 'hmac-sha256' });
});

it('where topics stand goes through a form and comes back, with the names of topics', () => {
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

it('what a sender is told goes through a form and comes back, and what is no JSON is not sent', () => {
  for (const reply of [null, { body: { status: 'OK' } }, { body: null }, { body: 'OK' }]) {
    expect(replyOfDraft(draftOfReply(reply))).toEqual(reply);
  }
  expect(replyOfDraft('OK')).toBeUndefined();
  expect(replyOfDraft(' ')).toBeNull();
});

describe('a new integration', () => {
  it('is sent with what was written, and with the usual proof of its channel', () => {
    const draft = { ...emptyDraft('shopify'), account: ' a.myshopify.com ' };
    const schemes = { https: 'hmac-sha256' };
    expect(newIntegration(draft)).toEqual({ channel: 'shopify', account: 'a.myshopify.com', schemes });
    expect(newIntegration({ ...draft, id: 'a', secret: 's' })).toMatchObject({ id: 'a', secrets: [{ value: 's' }] });
  });

  it('keeps what was written for another channel, but for the proof', () => {
    const proof = { scheme: 'static-token', settings: { header: 'x' } };
    const draft = withChannel({ ...emptyDraft('myntra'), account: 'a', proof }, 'amazon');
    expect(newIntegration(draft)).toEqual({ channel: 'amazon', account: 'a' });
  });
});
