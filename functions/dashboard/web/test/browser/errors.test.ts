import { expect, it } from 'vitest';

import { createScenario } from './scenario';

const scenario = createScenario();

it('a failed request shows its message and request id, and can be retried', async () => {
  const visitor = await scenario.signedInVisitor('/integrations');
  const { page } = visitor;
  visitor.faults.expected.push(/status of 403/);
  const forbidden = { error: 'forbidden', message: 'You do not have access.', request_id: 'the-id-of-the-request' };
  await page.route('**/api/integrations/demo-shopify', (route) => route.fulfill({ status: 403, json: forbidden }));
  await page.getByRole('link', { name: 'demo-shopify' }).click();
  const errorNote = page.getByRole('alert');
  await errorNote.getByText('The integration could not be loaded').waitFor();
  await errorNote.getByText('You do not have access.').waitFor();
  expect(await errorNote.locator('code').innerText()).toBe('the-id-of-the-request');
  await page.unroute('**/api/integrations/demo-shopify');
  await errorNote.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('tab', { name: 'Setup', selected: true }).waitFor();
});
