import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { createScenario } from './scenario';

const scenario = createScenario();

it('the other events of the same order are linked', async () => {
  const first = await scenario.stack.send({ id: 1 });
  const second = await scenario.stack.send({ id: 1, second: 1, status: 'refunded' }, 'orders/updated');
  const other = await scenario.stack.send({ id: 2 });
  const visitor = await scenario.signedInVisitor('/events');
  for (const id of [first, second, other]) await visitor.event(id).getByText('Processed', { exact: true }).waitFor();
  await visitor.event(first).click();
  const { page } = visitor;
  const relatedEvents = page.getByRole('region', { name: 'orders/create' }).getByRole('listitem').getByRole('link');
  await expect
    .poll(() => relatedEvents.evaluateAll((links) => links.map((link) => link.getAttribute('href'))))
    .toEqual([`/events/${second}`]);
  await relatedEvents.click();
  await page.waitForURL(scenario.stack.url(`/events/${second}`));
  await page.getByRole('heading', { name: 'orders/updated' }).waitFor();
  const back = page.getByRole('region', { name: 'orders/updated' }).getByRole('link', { name: 'orders/create' });
  expect(await back.getAttribute('href')).toBe(`/events/${first}`);
});

it('a failure to load the related events is shown, and can be retried', async () => {
  const event = await scenario.stack.send({ id: 3 });
  const second = await scenario.stack.send({ id: 3, second: 1 }, 'orders/updated');
  const visitor = await scenario.signedInVisitor('/events');
  visitor.faults.expected.push(/the server responded with a status of 400/);
  await visitor.event(second).getByText('Processed', { exact: true }).waitFor();
  await visitor.page.route('**/api/orders/3?*', (route) =>
    route.fulfill({ status: 400, json: { error: { code: 'odd', message: 'An unexpected error.' } } }),
  );
  await visitor.event(event).click();
  const detail = visitor.page.getByRole('region', { name: 'orders/create' });
  await detail.getByText('The related events could not be loaded').waitFor();
  await visitor.page.unroute('**/api/orders/3?*');
  await detail.getByRole('button', { name: 'Try again' }).click();
  await detail.getByRole('link', { name: 'orders/updated' }).waitFor();
});

it('the body is copied and downloaded byte for byte', async () => {
  // Whitespace, escapes and non-ASCII characters must not change.
  const body = '{ "id":5, "name" : "#5",\r\n\t"note":"caf\u00e9 \\u20b9 \u{1f455}" ,"total_price":"10.00" }\n';
  const event = await scenario.stack.post('orders/create', body);
  const visitor = await scenario.signedInVisitor(`/events/${event}`, 'demo', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const { page } = visitor;
  await page.getByText(`${Buffer.byteLength(body)} bytes`, { exact: true }).waitFor();
  await visitor.button('Copy the body').click();
  await visitor.button('Copied the body').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(body);

  const saving = page.waitForEvent('download');
  await visitor.button('Download').click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe(`${event}.json`);
  expect(await readFile(await saved.path())).toEqual(Buffer.from(body));
});

it('the tree is collapsed and expanded by keyboard', async () => {
  const event = await scenario.stack.send({ id: 6 });
  const visitor = await scenario.signedInVisitor(`/events/${event}`);
  const { page } = visitor;
  const lines = page.getByRole('button', { name: /^line_items/ });
  await lines.waitFor();
  await lines.focus();
  expect(await lines.getAttribute('aria-expanded')).toBe('true');
  const first = page.getByRole('button', { name: /^0:/ });
  await page.keyboard.press('Tab');
  expect(await visitor.hasFocus(first)).toBe(true);
  expect(await first.getAttribute('aria-expanded')).toBe('false');
  await page.keyboard.press('Enter');
  await page.getByText('"Black tee"').waitFor();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  await page.getByText('"Black tee"').waitFor({ state: 'detached' });
  expect(await lines.getAttribute('aria-expanded')).toBe('false');
  expect(await visitor.hasFocus(lines)).toBe(true);
});
