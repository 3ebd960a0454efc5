import { expect, it } from 'vitest';

import { scene } from './scenario';

const here = scene();

it('an event that is opened is shown from its top', async () => {
  const id = await here.stack.send({ id: 1 });
  // Its tabs begin beneath what is seen.
  const visitor = await here.visitor('/events', 'demo', { viewport: { width: 1024, height: 768 } });
  await visitor.event(id).getByRole('link').first().click();
  const { page } = visitor;
  await page.getByRole('tab', { name: 'Tree' }).waitFor();
  const panel = page.getByRole('region', { name: 'orders/create' }).locator('> [tabindex]');
  // Otherwise it could not have been scrolled.
  expect(await panel.evaluate((element) => element.scrollHeight > element.clientHeight)).toBe(true);
  expect(await panel.evaluate((element) => element.scrollTop)).toBe(0);
});
