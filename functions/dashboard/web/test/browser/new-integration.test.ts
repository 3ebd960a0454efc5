import { expect, it } from 'vitest';

import { createScenario } from './scenario';

const scenario = createScenario();
const SHOP = 'a-new-shop.myshopify.com';
const SECRET = 'a-secret-of-the-new-shop';

it('an integration is created, and a webhook signed with its secret arrives', async () => {
  const visitor = await scenario.signedInVisitor('/integrations');
  await visitor.button('Add integration').click();
  const dialog = visitor.page.getByRole('dialog', { name: 'Add integration' });
  await dialog.getByLabel('Shop domain').fill(SHOP);
  await dialog.getByLabel('ID', { exact: true }).fill('new-shop');
  await dialog.getByLabel('Secret', { exact: true }).fill(SECRET);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await visitor.page.getByRole('heading', { name: 'new-shop' }).waitFor();
  const address = new URL(await visitor.page.getByRole('textbox', { name: 'Webhook URL' }).inputValue());
  expect(address.origin).toBe(scenario.stack.url(''));
  expect(await visitor.page.content()).not.toContain(SECRET);

  await visitor.page.getByText('No webhooks yet').waitFor();
  const body = '{"id":7,"name":"#7","created_at":"2026-11-02T10:00:00Z","updated_at":"2026-11-02T10:00:00Z"}';
  const sender = { path: address.pathname, shop: SHOP, secret: SECRET };
  await expect(scenario.stack.post('orders/create', body, { ...sender, secret: 'another' })).rejects.toThrow('401');
  const event = await scenario.stack.post('orders/create', body, sender);
  await visitor.page.getByText('Last webhook:').waitFor();
  await visitor.page.getByRole('link', { name: 'Events' }).first().click();
  await visitor.event(event).getByText(SHOP).waitFor();
});
