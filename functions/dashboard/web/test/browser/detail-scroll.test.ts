import { expect, it } from 'vitest';

import { createScenario } from './scenario';

const scenario = createScenario();

it('an opened event is scrolled to its top', async () => {
  const id = await scenario.stack.send({ id: 1 });
  // In this viewport, the tabs of the body are below the fold.
  const visitor = await scenario.signedInVisitor('/events', 'demo', { viewport: { width: 1024, height: 768 } });
  await visitor.event(id).getByRole('link').first().click();
  const { page } = visitor;
  await page.getByRole('tab', { name: 'Tree' }).waitFor();
  const panel = page.getByRole('region', { name: 'orders/create' }).locator('> [tabindex]');
  // Otherwise it could not be scrolled.
  expect(await panel.evaluate((element) => element.scrollHeight > element.clientHeight)).toBe(true);
  expect(await panel.evaluate((element) => element.scrollTop)).toBe(0);
});
