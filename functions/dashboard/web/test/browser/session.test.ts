import { expect, it } from 'vitest';

import { scene } from './scenario';

const here = scene();

it('a token that is refused is renewed behind the page, which stays where it is', async () => {
  await here.stack.send({ id: 2 });
  const visitor = await here.visitor('/orders');
  visitor.faults.expected.push(/status of 401/);
  let refused = 0;
  await visitor.page.route('**/api/orders/**', (route) => {
    refused += 1;
    return refused === 1 ? route.fulfill({ status: 401, json: {} }) : route.continue();
  });
  await visitor.mark();
  await visitor.order(2).getByRole('link').first().click();
  await visitor.page.getByRole('heading', { name: 'Order #2' }).waitFor();
  expect(refused).toBeGreaterThan(1);
  expect(await visitor.isMarked()).toBe(true);
});

it('who must sign in again comes back to the place, and the page behind stays till then', async () => {
  await here.stack.send({ id: 1, status: 'paid' });
  const visitor = await here.visitor('/orders?status=paid');
  const { page } = visitor;
  await visitor.order(1).waitFor();
  // The browser itself says in the console what was refused.
  visitor.faults.expected.push(/status of 40[01]|ERR_|WebSocket connection to/);
  // The issuer forgets its refresh tokens when it is started anew, and the API takes the present token no longer.
  await here.stack.kill();
  await here.stack.begin();
  await page.route('**/api/orders/**', (route) => route.fulfill({ status: 401, json: {} }));
  await visitor.order(1).getByRole('link').first().click();
  const dialog = page.getByRole('alertdialog', { name: 'Your session has ended' });
  await dialog.waitFor();
  const place = page.url();
  expect(new URL(place).search).toBe('?status=paid');
  await page.keyboard.press('Escape');
  await expect
    .poll(() => visitor.hasFocus(dialog.getByRole('button', { name: 'Sign in' })), { timeout: 10_000 })
    .toBe(true);

  await page.unroute('**/api/orders/**');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Sign in to Storebell' }).waitFor();
  await visitor.button('demo').click();
  await visitor.live();
  expect(page.url()).toBe(place);
  await page.getByRole('heading', { name: 'Order #1' }).waitFor();
});
