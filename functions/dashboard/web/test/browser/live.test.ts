import { expect, it } from 'vitest';

import { createScenario } from './scenario';

const scenario = createScenario();

it('a user signs in, returns to the requested page, and signs out', async () => {
  const visitor = await scenario.anonymousVisitor();
  await visitor.go('/orders?status=paid');
  await visitor.signIn('demo');
  expect(visitor.page.url()).toBe(scenario.stack.url('/orders?status=paid'));
  await visitor.button('demo').click();
  await visitor.page.getByText('Signed in as demo').waitFor();
  await visitor.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await visitor.button('Sign in').waitFor();
});

it('a webhook appears within a second', async () => {
  const visitor = await scenario.signedInVisitor('/events');
  await visitor.markDocument();
  const durations: number[] = [];
  for (let id = 100; id < 105; id += 1) {
    const started = performance.now();
    const event = await scenario.stack.send({ id });
    await visitor.event(event).getByText('Processed').waitFor();
    durations.push(performance.now() - started);
  }
  // The median, since other load on the machine may delay a single one.
  expect(durations.toSorted((a, b) => a - b)[2]).toBeLessThan(1000);
  expect(await visitor.isSameDocument()).toBe(true);
});

it('the status of an order changes in place, in the list and in the detail', async () => {
  await scenario.stack.send({ id: 201, status: 'pending' });
  await scenario.stack.send({ id: 202, status: 'pending' });
  const visitor = await scenario.signedInVisitor('/orders');
  await visitor.order(201).getByText('Pending').first().waitFor();
  await visitor.order(202).getByText('Pending').first().waitFor();
  await visitor.markDocument();
  const names = () => visitor.rows('orders').getByRole('link').allInnerTexts();
  const before = await names();
  await scenario.stack.send({ id: 201, second: 1, status: 'paid' }, 'orders/updated');
  await visitor.order(201).getByText('Paid', { exact: true }).first().waitFor();
  expect(await names()).toEqual(before);
  expect(await visitor.order(202).getByText('Paid', { exact: true }).count()).toBe(0);

  await visitor.order(202).getByRole('link').click();
  const detail = visitor.page.getByRole('region', { name: 'Order #202' });
  await detail.getByText('Pending').first().waitFor();
  await scenario.stack.send({ id: 202, second: 1, status: 'paid' }, 'orders/updated');
  await detail.getByText('Paid', { exact: true }).first().waitFor();
  expect(await visitor.isSameDocument()).toBe(true);
});
