import { expect, it } from 'vitest';

import { scene } from './scene';

const here = scene();

it('filters and permanent addresses survive a reload', async () => {
  const good = await here.stack.send({ id: 1 });
  const bad = await here.stack.post('orders/create', '{"number":1}');
  const visitor = await here.visitor('/events');
  await visitor.event(good).waitFor();
  await visitor.page.getByLabel('Status').selectOption('failed');
  await visitor.event(good).waitFor({ state: 'detached' });
  await visitor.event(bad).click();
  const detail = visitor.page.getByRole('region', { name: 'orders/create' });
  await detail.getByText('Failed').waitFor();
  const address = here.stack.url(`/events/${bad}?status=failed`);
  expect(visitor.page.url()).toBe(address);

  await visitor.page.reload();
  await detail.getByText('Failed').waitFor();
  await visitor.event(bad).waitFor();
  expect(visitor.page.url()).toBe(address);
  expect(await visitor.page.getByLabel('Status').inputValue()).toBe('failed');
  expect(await visitor.event(good).count()).toBe(0);
  await visitor.live();
});

it('orders are found again by their address', async () => {
  await here.stack.send({ id: 21, status: 'pending' });
  await here.stack.send({ id: 22, status: 'paid' });
  const visitor = await here.visitor('/orders');
  await visitor.page.getByLabel('Status').selectOption('pending');
  await visitor.order(22).waitFor({ state: 'detached' });
  await visitor.order(21).getByRole('link').click();
  const address = here.stack.url('/orders/demo-shopify/21?status=pending');
  await visitor.page.waitForURL(address);
  await visitor.page.reload();
  await visitor.page.getByRole('heading', { name: 'Order #21' }).waitFor();
  expect(visitor.page.url()).toBe(address);
  expect(await visitor.page.getByLabel('Status').inputValue()).toBe('pending');
  await visitor.live();
});
