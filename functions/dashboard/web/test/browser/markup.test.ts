import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { scene } from './scenario';

const here = scene();
/** Would run in each of the ways by which text becomes a script, and would be seen as an element. */
const MARKUP = `"'><img src=x onerror="document.title='owned'"><script>document.title='owned'</script><b class=made>`;
/** A part of it that JSON writes as it is. */
const TAG = '<img src=x onerror=';
/** Fields whose text the channel counts or compares, so that no other text stands there in a genuine webhook. */
const COUNTED = /_at$|currency|_status$|^(id|amount|price|value|code|rate)$/;
const NUMBER = /^[\d.+-]+$/;

/** The same with markup in each field that has a text, and in those that have none. */
function marked(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => marked(one, field));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, marked(inner, name)]));
  }
  if (typeof value !== 'string' || COUNTED.test(field) || NUMBER.test(value)) return value;
  return `${field} ${MARKUP}`;
}

it('markup in each text of an order is shown as text', async () => {
  const sample = await readFile('../../../events/bodies/shopify-orders-create.json', 'utf8');
  const order = marked({ ...(JSON.parse(sample) as object), id: 5, note: 'note' });
  const event = await here.stack.post('orders/create', JSON.stringify(order));
  const odd = await here.stack.post(MARKUP, '{"number":1}');

  const visitor = await here.visitor('/events');
  await visitor.event(odd).getByText(MARKUP).first().waitFor();
  await visitor.event(event).click();
  const body = visitor.page.getByRole('region', { name: 'orders/create' });
  await body.getByText(TAG).first().waitFor();
  await visitor.page.getByRole('tab', { name: 'Raw' }).click();
  await body.locator('pre').waitFor();
  await visitor.event(odd).click();
  await visitor.page.getByRole('heading', { name: MARKUP }).waitFor();
  await expectNothingMade();

  await visitor.go('/orders');
  await visitor.order(5).getByText(TAG).first().waitFor();
  await expectNothingMade();
  await visitor.order(5).getByRole('link').first().click();
  const detail = visitor.page.getByRole('region', { name: /^Order name / });
  await detail.getByText(`title "'>${TAG}`).first().waitFor();
  await detail.getByText(`sku "'>${TAG}`).first().waitFor();
  await expectNothingMade();
  await visitor.go('/');
  await visitor.page.getByRole('heading', { name: 'Overview' }).waitFor();
  await expectNothingMade();

  async function expectNothingMade() {
    expect(await visitor.page.locator('img, .made, iframe, object, script:not([src])').count()).toBe(0);
    expect(await visitor.page.title()).not.toBe('owned');
  }
});
