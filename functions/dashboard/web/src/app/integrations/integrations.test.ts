import { describe, expect, it } from 'vitest';

import type { ChannelDescription } from '../api/types';
import { draftOfEventId, eventIdOfDraft } from './event-id-draft';
import { emptyDraft, newIntegration, withChannel } from './new-integration';
import { draftOfResponse, responseOfDraft } from './response-draft';
import { editableSchemes, schemeBody } from './signature-schemes';
import { draftOfTopic, topicOfDraft } from './topic-draft';
import { requiredHeaders, setupSteps, webhookUrl } from './webhook-settings';

const channelOf = (change: Partial<ChannelDescription>): ChannelDescription => ({
  name: 'shopify',
  title: 'Shopify',
  account_label: 'Shop domain',
  account_example: 'my-shop.myshopify.com',
  secret_label: 'Client secret of the app',
  transports: ['https'],
  schemes: { https: ['hmac-sha256'] },
  default_scheme: 'hmac-sha256',
  signature_header: 'x-shopify-hmac-sha256',
  scheme_headers: {},
  topic_header: 'x-shopify-topic',
  topics: [],
  setup_steps: ['Enter <webhook URL> as the URL of each webhook.'],
  capabilities: ['register', 'reconcile', 'found_by_account'],
  docs: 'docs/channels/shopify.md',
  ...change,
});
const SHOPIFY = channelOf({});
const AMAZON = channelOf({
  name: 'amazon',
  schemes: { https: ['sns'], sqs: ['iam'], eventbridge: ['iam'] },
  topic_header: null,
});

describe('channel', () => {
  it('an integration has its own webhook URL, which stands in the setup steps', () => {
    const url = webhookUrl({ channel: 'shopify', id: 'my-shop' }, 'https://a.example');
    expect(url).toBe('https://a.example/api/webhooks/shopify/my-shop');
    expect(setupSteps(SHOPIFY, url)).toEqual([`Enter ${url} as the URL of each webhook.`]);
  });

  it('only signature schemes with fields on the page can be chosen', () => {
    expect(editableSchemes(SHOPIFY)).toEqual(['hmac-sha256']);
    expect(editableSchemes(AMAZON)).toEqual([]);
  });

  it('the headers of the signature scheme and of the topic are listed', () => {
    const hmac = { scheme: 'hmac-sha256', header: 'x-sign', encoding: 'base64', prefix: '' } as const;
    expect(requiredHeaders({ schemes: { https: hmac } }, SHOPIFY)).toEqual([
      { content: 'signature', name: 'x-sign' },
      { content: 'topic', name: 'x-shopify-topic' },
    ]);
    const fixed = [
      { name: 'webhook-id', content: 'message id' },
      { name: 'webhook-signature', content: 'signature' },
    ];
    const standard = { scheme_headers: { 'standard-webhooks': fixed }, topic_header: null };
    const scheme = { scheme: 'standard-webhooks', tolerance_seconds: 300 } as const;
    expect(requiredHeaders({ schemes: { https: scheme } }, standard)).toEqual(fixed);
    const sns = { scheme: 'sns', topics: [], max_age_seconds: 1, max_ahead_seconds: 1 } as const;
    expect(requiredHeaders({ schemes: { https: sns } }, AMAZON)).toEqual([]);
  });
});

it('a signature scheme is sent with its own settings that were filled in', () => {
  expect(schemeBody('hmac-sha256', { header: ' x-sign ', encoding: '', app_id: 'a' })).toEqual({
    https: { scheme: 'hmac-sha256', header: 'x-sign' },
  });
  expect(schemeBody('hmac-sha256', { header: ' ', app_id: 'a' })).toEqual({ https: 'hmac-sha256' });
  expect(schemeBody('static-token', { header: 'authorization', prefix: ' Bearer ' })).toEqual({
    https: { scheme: 'static-token', header: 'authorization', prefix: 'Bearer ' },
  });
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

it('the header of event ids survives a round trip through the form, and an empty one names none', () => {
  for (const source of [null, { header: 'x-wc-webhook-delivery-id' }]) {
    expect(eventIdOfDraft(draftOfEventId(source))).toEqual(source);
  }
  expect(eventIdOfDraft(' X-GitHub-Delivery ')).toEqual({ header: 'X-GitHub-Delivery' });
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
    const draft = { ...emptyDraft(SHOPIFY), account: ' a.myshopify.com ' };
    const schemes = { https: 'hmac-sha256' };
    expect(newIntegration(draft)).toEqual({ channel: 'shopify', account: 'a.myshopify.com', schemes });
    expect(newIntegration({ ...draft, id: 'a', secret: 's' })).toMatchObject({ id: 'a', secrets: [{ value: 's' }] });
  });

  it('keeps its fields when the channel changes, except for the signature scheme', () => {
    const verification = { scheme: 'static-token', settings: { header: 'x' } };
    const draft = withChannel({ ...emptyDraft(channelOf({ name: 'myntra' })), account: 'a', verification }, AMAZON);
    expect(newIntegration(draft)).toEqual({ channel: 'amazon', account: 'a' });
  });
});
