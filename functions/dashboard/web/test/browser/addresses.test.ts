import { expect, it } from 'vitest';

import { createScenario } from './scenario';

const scenario = createScenario();

it('filters and permanent URLs survive a reload', async () => {
  const good = await scenario.stack.send({ id: 1 });
  const bad = await scenario.stack.post('orders/create', '{"number":1}');
  const visitor = await scenario.signedInVisitor('/events');
  await visitor.event(good).waitFor();
  await visitor.page.getByLabel('Status').selectOption('failed');
  await visitor.event(good).waitFor({ state: 'detached' });
  await visitor.event(bad).click();
  const detail = visitor.page.getByRole('region', { name: 'orders/create' });
  await detail.getByText('Failed').waitFor();
  const address = scenario.stack.url(`/events/${bad}?status=failed`);
  expect(visitor.page.url()).toBe(address);

  await visitor.page.reload();
  await detail.getByText('Failed').waitFor();
  await visitor.event(bad).waitFor();
  expect(visitor.page.url()).toBe(address);
  expect(await visitor.page.getByLabel('Status').inputValue()).toBe('failed');
  expect(await visitor.event(good).count()).toBe(0);
  await visitor.waitUntilLive();
});

it('the URL of an order restores the list and the detail', async () => {
  await scenario.stack.send({ id: 21, status: 'pending' });
  await scenario.stack.send({ id: 22, status: 'paid' });
  const visitor = await scenario.signedInVisitor('/orders');
  await visitor.page.getByLabel('Status').selectOption('pending');
  await visitor.order(22).waitFor({ state: 'detached' });
  await visitor.order(21).getByRole('link').click();
  const address = scenario.stack.url('/orders/demo-shopify/21?status=pending');
  await visitor.page.waitForURL(address);
  await visitor.page.reload();
  await visitor.page.getByRole('heading', { name: 'Order #21' }).waitFor();
  expect(visitor.page.url()).toBe(address);
  expect(await visitor.page.getByLabel('Status').inputValue()).toBe('pending');
  await visitor.waitUntilLive();
});

it('the order filter of events is combined with the other filters', async () => {
  const created = await scenario.stack.send({ id: 31, status: 'pending' });
  const updated = await scenario.stack.send({ id: 31, second: 1 }, 'orders/updated');
  const other = await scenario.stack.send({ id: 32 });
  const visitor = await scenario.signedInVisitor('/events');
  for (const id of [created, updated, other]) await visitor.event(id).getByText('Processed').waitFor();
  await visitor.page.getByLabel('Order ID').fill('31');
  await visitor.page.keyboard.press('Enter');
  await visitor.event(other).waitFor({ state: 'detached' });
  await expect.poll(() => visitor.rows('events').count()).toBe(2);

  await visitor.page.getByLabel('Topic').fill('orders/updated');
  await visitor.page.keyboard.press('Enter');
  await visitor.event(created).waitFor({ state: 'detached' });
  await visitor.event(updated).waitFor();

  await visitor.page.getByLabel('Status').selectOption('failed');
  const list = visitor.page.getByRole('region', { name: 'List of events' });
  await list.getByText('No matching events').waitFor();
  expect(await visitor.rows('events').count()).toBe(0);
  const search = new URL(visitor.page.url()).searchParams;
  expect(Object.fromEntries(search)).toEqual({ order: '31', topic: 'orders/updated', status: 'failed' });
  await list.getByRole('button', { name: 'Clear filters' }).click();
  await visitor.event(other).waitFor();
  expect(visitor.page.url()).toBe(scenario.stack.url('/events'));
});
