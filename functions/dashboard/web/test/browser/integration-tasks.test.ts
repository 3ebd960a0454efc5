import { expect, it } from 'vitest';

import { createScenario } from './scenario';

const scenario = createScenario();
const SHOP = 'demo-shop.myshopify.com';
const NEW_SECRET = 'the-secret-that-comes-next';

/** Sends a webhook of the demo shop, signed with this secret. */
function send(id: number, secret: string): Promise<string> {
  const order = { id, name: `#${id}`, created_at: '2026-11-02T10:00:00Z', updated_at: '2026-11-02T10:00:00Z' };
  return scenario.stack.post('orders/create', JSON.stringify(order), { shop: SHOP, secret });
}

/** Rolls up the statistics, as the schedule does every minute; returns how many events of the demo shop have failed. */
async function failedCount(): Promise<number> {
  const rollup = scenario.stack.url('/2015-03-31/functions/rollup/invocations');
  await fetch(rollup, { method: 'POST', body: JSON.stringify({ time: new Date().toISOString() }) });
  const response = await fetch(scenario.stack.url('/api/webhooks/stats?integration=demo-shopify'), {
    headers: { authorization: `Bearer ${await scenario.stack.token()}` },
  });
  return ((await response.json()) as { total: { failed: number } }).total.failed;
}

it('an integration links to its failed events of the last 24 hours', async () => {
  const failed = await scenario.stack.post('orders/create', '{"number":1}');
  await expect.poll(failedCount, { timeout: 20_000 }).toBe(1);
  const visitor = await scenario.signedInVisitor('/integrations');
  await visitor.page.getByRole('link', { name: '1 failed in the last 24 hours' }).click();
  await visitor.event(failed).waitFor();
  expect(new URL(visitor.page.url()).searchParams.get('status')).toBe('failed');
});

it('a rotated secret and its successor are both valid until the old one is revoked', async () => {
  const visitor = await scenario.signedInVisitor('/integrations/demo-shopify?part=secrets');
  const { page } = visitor;
  await page.getByLabel('New secret').fill(NEW_SECRET);
  await page.getByLabel('Keep the old secret active for').selectOption('1 hour');
  await visitor.button('Rotate secret').click();
  await page.getByText('The new secret is active.').waitFor();
  await page.getByText(/^expires /).waitFor();
  await send(1, 'demo-shopify-secret');
  await send(2, NEW_SECRET);

  await page.getByRole('listitem').filter({ hasText: 'expires' }).getByRole('button').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText(/^expires /).waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText('no expiry').waitFor();
  expect(await visitor.button(/^Revoke secret/).count()).toBe(1);
  await send(3, NEW_SECRET);
});

it('a test webhook is sent and shown when it arrives', async () => {
  const visitor = await scenario.signedInVisitor('/integrations/demo-standard');
  await visitor.button('Send test webhook').click();
  await visitor.page.getByText('Received: processed').waitFor();
  await visitor.page.getByRole('link', { name: 'View event' }).click();
  await visitor.page.getByRole('heading', { name: 'Summary' }).waitFor();
});

it('a test webhook is shown without a live connection, too', async () => {
  const visitor = await scenario.signedInVisitor('/events');
  await visitor.button('Disconnect').click();
  await visitor.page.getByRole('link', { name: 'Integrations', exact: true }).first().click();
  await visitor.page.getByRole('link', { name: 'demo-standard' }).click();
  await visitor.button('Send test webhook').click();
  await visitor.page.getByText('Received: processed').waitFor();
});

it('webhooks are registered with the shop, and the result of each topic is shown', async () => {
  const visitor = await scenario.signedInVisitor('/integrations/demo-shopify');
  const { page } = visitor;
  await visitor.button('Register webhooks').click();
  const topic = page.getByRole('listitem').filter({ hasText: /^orders\/create/i });
  await topic.getByText('Created', { exact: true }).waitFor();
  await visitor.button('Register webhooks').click();
  await topic.getByText('Already registered', { exact: true }).waitFor();
});

/** A CSV file for an upload. */
const file = (text: string) => ({ name: 'costs.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

it('fees and unit costs are edited in place, and unit costs are imported from a CSV file', async () => {
  const visitor = await scenario.signedInVisitor('/integrations/demo-flipkart?part=costs');
  const { page } = visitor;
  await page.getByLabel('Shipping cost per order').fill('41.50');
  await page.getByLabel('Currency', { exact: true }).fill('INR');
  await visitor.button('Save fees').click();
  await page.getByText('Saved.').waitFor();

  const csv = 'sku,cost,currency\nCSV-ONE,12.50,INR\nCSV-TWO,x,INR\n';
  const field = page.getByLabel('CSV file with the columns');
  await field.setInputFiles(file(csv));
  await page.getByText('Line 3: the cost').waitFor();
  await field.setInputFiles(file(csv.replace('x', '1250.75')));
  await visitor.button('Import 2 unit costs').click();
  await page.getByText('2 unit costs imported.').waitFor();
  const row = page.getByRole('row').filter({ hasText: 'CSV-TWO' });
  await row.getByText('₹1,250.75').waitFor();

  await visitor.button('Edit the cost of CSV-TWO').click();
  await page.keyboard.press('Escape');
  await expect.poll(() => visitor.hasFocus(visitor.button('Edit the cost of CSV-TWO')), { timeout: 10_000 }).toBe(true);
  await page.keyboard.press('Enter');
  await page.getByLabel('Unit cost of CSV-TWO, INR').fill('99.9');
  await page.keyboard.press('Enter');
  await row.getByText('₹99.90').waitFor();
  await page.reload();
  await row.getByText('₹99.90').waitFor();
  expect(await page.getByLabel('Shipping cost per order').inputValue()).toBe('41.50');
});

it('an added member has access until they leave', async () => {
  const visitor = await scenario.signedInVisitor('/integrations/demo-myntra?part=access');
  const { page } = visitor;
  await page.getByLabel('User id (shown in the user’s own account menu)').fill('ann');
  await visitor.button('Add').click();
  await page.getByRole('link', { name: '2 members' }).waitFor();
  // The last owner cannot be removed.
  expect(await visitor.button('Remove demo').isDisabled()).toBe(true);
  const ann = await scenario.signedInVisitor('/integrations/demo-myntra', 'ann');
  await ann.page.getByRole('tab', { name: 'Setup', selected: true }).waitFor();
  expect(await ann.page.getByRole('tab').allInnerTexts()).toEqual(['Setup', 'Fees and costs']);
  await ann.button('Leave …').click();
  await ann.page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click();
  await ann.page.getByText('No integrations yet').waitFor();
});

it('the event IDs and the prefix of a sender are configured', async () => {
  const visitor = await scenario.signedInVisitor('/integrations/demo-standard?part=settings');
  const { page } = visitor;
  const header = page.getByLabel('Event ID header');
  const form = page.locator('form').filter({ has: header });
  for (const [entered, stored] of [
    ['X-GitHub-Delivery', 'x-github-delivery'],
    ['', ''],
  ] as const) {
    await header.fill(entered);
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('Saved.').waitFor();
    await page.reload();
    await header.waitFor();
    expect(await header.inputValue()).toBe(stored);
  }

  // The space at the end of a prefix belongs to it.
  const scheme = page.getByLabel('Signature scheme');
  const schemeForm = page.locator('form').filter({ has: scheme });
  const save = async () => {
    await schemeForm.getByRole('button', { name: 'Save' }).click();
    await schemeForm.getByText('Saved.').waitFor();
    await page.reload();
  };
  await scheme.selectOption('static-token');
  await page.getByLabel('Token header').fill('Authorization');
  await page.getByLabel('Token prefix').fill('Bearer ');
  await save();
  await page.getByLabel('Token prefix').waitFor();
  expect(await page.getByLabel('Token prefix').inputValue()).toBe('Bearer ');
  expect(await page.getByLabel('Token header').inputValue()).toBe('authorization');
  await scheme.selectOption('standard-webhooks');
  await save();
});

it('the response to a sender is configured', async () => {
  const visitor = await scenario.signedInVisitor('/integrations/demo-standard?part=settings');
  const { page } = visitor;
  const field = page.getByLabel('Response body (JSON)');
  await field.fill('OK');
  await page.getByText('Invalid JSON.').waitFor();
  await field.fill('{"status":"OK"}');
  await page.getByRole('tab', { name: 'Setup' }).click();
  await field.waitFor({ state: 'hidden' });
  await page.getByRole('tab', { name: 'Settings' }).click();
  // The draft is kept.
  await field.waitFor();
  expect(await field.inputValue()).toBe('{"status":"OK"}');
  const form = page.locator('form').filter({ has: field });
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('Saved.').waitFor();
  await page.reload();
  await field.waitFor();
  expect(await field.inputValue()).toBe('{"status":"OK"}');
});
