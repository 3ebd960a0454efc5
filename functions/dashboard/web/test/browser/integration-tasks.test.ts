import { expect, it } from 'vitest';

import { scene } from './scenario';

const here = scene();
const SHOP = 'demo-shop.myshopify.com';
const NEW_SECRET = 'the-secret-that-comes-next';

/** Sends a webhook of the demo's shop that this secret signs. */
function send(id: number, secret: string): Promise<string> {
  const order = { id, name: `#${id}`, created_at: '2026-11-02T10:00:00Z', updated_at: '2026-11-02T10:00:00Z' };
  return here.stack.post('orders/create', JSON.stringify(order), { shop: SHOP, secret });
}

/** How many webhooks of the demo's shop have failed, as far as they were rolled up: now, as the schedule does every minute. */
async function failures(): Promise<number> {
  const rollup = here.stack.url('/2015-03-31/functions/rollup/invocations');
  await fetch(rollup, { method: 'POST', body: JSON.stringify({ time: new Date().toISOString() }) });
  const answer = await fetch(here.stack.url('/api/webhooks/stats?integration=demo-shopify'), {
    headers: { authorization: `Bearer ${await here.stack.token()}` },
  });
  return ((await answer.json()) as { total: { failed: number } }).total.failed;
}

it('failures of the last day are counted where the integration is', async () => {
  const failed = await here.stack.post('orders/create', '{"number":1}');
  await expect.poll(failures, { timeout: 20_000 }).toBe(1);
  const visitor = await here.visitor('/integrations');
  await visitor.page.getByRole('link', { name: '1 failed in the last day' }).click();
  await visitor.event(failed).waitFor();
  expect(new URL(visitor.page.url()).searchParams.get('status')).toBe('failed');
});

it('a secret is rotated with both live, and the old one is ended', async () => {
  const visitor = await here.visitor('/integrations/demo-shopify?part=secrets');
  const { page } = visitor;
  await page.getByLabel('New secret').fill(NEW_SECRET);
  await page.getByLabel('Old secret stays valid for').selectOption('an hour');
  await visitor.button('Put the new secret in force').click();
  await page.getByText('The new secret is in force.').waitFor();
  await page.getByText(/^until /).waitFor();
  await send(1, 'demo-shopify-secret');
  await send(2, NEW_SECRET);

  await page.getByRole('listitem').filter({ hasText: 'until' }).getByRole('button').click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'End it' }).click();
  await page.getByText(/^until /).waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText('without an end').waitFor();
  expect(await visitor.button(/^End the secret/).count()).toBe(1);
  await send(3, NEW_SECRET);
});

it('a test webhook is sent and seen as it arrives', async () => {
  const visitor = await here.visitor('/integrations/demo-standard');
  await visitor.button('Send a test webhook').click();
  await visitor.page.getByText('Arrived: processed').waitFor();
  await visitor.page.getByRole('link', { name: 'Show it' }).click();
  await visitor.page.getByRole('heading', { name: 'Summary' }).waitFor();
});

it('a test webhook is seen by who is not live, too', async () => {
  const visitor = await here.visitor('/events');
  await visitor.button('Disconnect').click();
  await visitor.page.getByRole('link', { name: 'Integrations', exact: true }).first().click();
  await visitor.page.getByRole('link', { name: 'demo-standard' }).click();
  await visitor.button('Send a test webhook').click();
  await visitor.page.getByText('Arrived: processed').waitFor();
});

it('what a shop has to send is registered, and each topic says what became of it', async () => {
  const visitor = await here.visitor('/integrations/demo-shopify');
  const { page } = visitor;
  await visitor.button('Register').click();
  const topic = page.getByRole('listitem').filter({ hasText: /^orders\/create/i });
  await topic.getByText('Created', { exact: true }).waitFor();
  await visitor.button('Register').click();
  await topic.getByText('Was there already', { exact: true }).waitFor();
});

/** A file that somebody chooses. */
const file = (text: string) => ({ name: 'costs.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

it('fees and unit costs are written in place, and costs come from a CSV', async () => {
  const visitor = await here.visitor('/integrations/demo-flipkart?part=costs');
  const { page } = visitor;
  await page.getByLabel('Shipping an order').fill('41.50');
  await page.getByLabel('Currency', { exact: true }).fill('INR');
  await visitor.button('Save fees').click();
  await page.getByText('Saved.').waitFor();

  const csv = 'sku,cost,currency\nCSV-ONE,12.50,INR\nCSV-TWO,x,INR\n';
  const field = page.getByLabel('CSV with the columns');
  await field.setInputFiles(file(csv));
  await page.getByText('Line 3: the cost').waitFor();
  await field.setInputFiles(file(csv.replace('x', '1250.75')));
  await visitor.button('Store 2 unit costs').click();
  await page.getByText('2 unit costs were stored.').waitFor();
  const row = page.getByRole('row').filter({ hasText: 'CSV-TWO' });
  await row.getByText('₹1,250.75').waitFor();

  await visitor.button('Change the cost of CSV-TWO').click();
  await page.keyboard.press('Escape');
  await expect
    .poll(() => visitor.hasFocus(visitor.button('Change the cost of CSV-TWO')), { timeout: 10_000 })
    .toBe(true);
  await page.keyboard.press('Enter');
  await page.getByLabel('Unit cost of CSV-TWO, INR').fill('99.9');
  await page.keyboard.press('Enter');
  await row.getByText('₹99.90').waitFor();
  await page.reload();
  await row.getByText('₹99.90').waitFor();
  expect(await page.getByLabel('Shipping an order').inputValue()).toBe('41.50');
});

it('who is added may see it, and who leaves does not', async () => {
  const visitor = await here.visitor('/integrations/demo-myntra?part=access');
  const { page } = visitor;
  await page.getByLabel('User name, as it stands in tokens').fill('ann');
  await visitor.button('Add').click();
  await page.getByRole('link', { name: '2 people may see it' }).waitFor();
  // The last owner stays one.
  expect(await visitor.button('Remove demo').isDisabled()).toBe(true);
  const ann = await here.visitor('/integrations/demo-myntra', 'ann');
  await ann.page.getByRole('tab', { name: 'Connect', selected: true }).waitFor();
  expect(await ann.page.getByRole('tab').allInnerTexts()).toEqual(['Connect', 'Fees and costs']);
  await ann.button('Leave it …').click();
  await ann.page.getByRole('alertdialog').getByRole('button', { name: 'Leave it' }).click();
  await ann.page.getByText('No sales channel is connected yet').waitFor();
});

it('what a sender is told is chosen', async () => {
  const visitor = await here.visitor('/integrations/demo-standard?part=settings');
  const { page } = visitor;
  const field = page.getByLabel('Body of the answer, as JSON');
  await field.fill('OK');
  await page.getByText('This is no JSON.').waitFor();
  await field.fill('{"status":"OK"}');
  await page.getByRole('tab', { name: 'Connect' }).click();
  await field.waitFor({ state: 'hidden' });
  await page.getByRole('tab', { name: 'Settings' }).click();
  // What was written is still there.
  await field.waitFor();
  expect(await field.inputValue()).toBe('{"status":"OK"}');
  const form = page.locator('form').filter({ has: field });
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('Saved.').waitFor();
  await page.reload();
  await field.waitFor();
  expect(await field.inputValue()).toBe('{"status":"OK"}');
});
