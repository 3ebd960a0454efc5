import { expect, it } from 'vitest';

import { createScenario } from './scenario';

const scenario = createScenario();

it('a rejected token is renewed without leaving the page', async () => {
  await scenario.stack.send({ id: 2 });
  const visitor = await scenario.signedInVisitor('/orders');
  visitor.faults.expected.push(/status of 401/);
  let requests = 0;
  await visitor.page.route('**/api/orders/**', (route) => {
    requests += 1;
    return requests === 1 ? route.fulfill({ status: 401, json: {} }) : route.continue();
  });
  await visitor.markDocument();
  await visitor.order(2).getByRole('link').first().click();
  await visitor.page.getByRole('heading', { name: 'Order #2' }).waitFor();
  expect(requests).toBeGreaterThan(1);
  expect(await visitor.isSameDocument()).toBe(true);
});

it('after an expired session the user signs in again and returns to the same page', async () => {
  await scenario.stack.send({ id: 1, status: 'paid' });
  const visitor = await scenario.signedInVisitor('/orders?status=paid');
  const { page } = visitor;
  await visitor.order(1).waitFor();
  // The browser logs rejected requests in the console.
  visitor.faults.expected.push(/status of 40[01]|ERR_|WebSocket connection to/);
  // The issuer loses its refresh tokens in a restart, and the API is made to reject the current token.
  await scenario.stack.kill();
  await scenario.stack.launch();
  await page.route('**/api/orders/**', (route) => route.fulfill({ status: 401, json: {} }));
  await visitor.order(1).getByRole('link').first().click();
  const dialog = page.getByRole('alertdialog', { name: 'Your session has ended' });
  await dialog.waitFor();
  const url = page.url();
  expect(new URL(url).search).toBe('?status=paid');
  await page.keyboard.press('Escape');
  await expect
    .poll(() => visitor.hasFocus(dialog.getByRole('button', { name: 'Sign in' })), { timeout: 10_000 })
    .toBe(true);

  await page.unroute('**/api/orders/**');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Sign in to Storebell' }).waitFor();
  await visitor.button('demo').click();
  await visitor.waitUntilLive();
  expect(page.url()).toBe(url);
  await page.getByRole('heading', { name: 'Order #1' }).waitFor();
});
