import { expect, it } from 'vitest';

import { scene } from './scenario';

const here = scene();

it('what could not be loaded says why and by which id the log is searched, and is tried again', async () => {
  const visitor = await here.visitor('/integrations');
  const { page } = visitor;
  visitor.faults.expected.push(/status of 403/);
  const refusal = { error: 'forbidden', message: 'This is not for you.', request_id: 'the-id-of-the-request' };
  await page.route('**/api/integrations/demo-shopify', (route) => route.fulfill({ status: 403, json: refusal }));
  await page.getByRole('link', { name: 'demo-shopify' }).click();
  const note = page.getByRole('alert');
  await note.getByText('The integration could not be loaded').waitFor();
  await note.getByText('This is not for you.').waitFor();
  expect(await note.locator('code').innerText()).toBe('the-id-of-the-request');
  await page.unroute('**/api/integrations/demo-shopify');
  await note.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('tab', { name: 'Connect', selected: true }).waitFor();
});
