import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { createScenario } from './scenario';

const scenario = createScenario();
/** Runs a script or creates an element if it is ever inserted as HTML. */
const MARKUP = `"'><img src=x onerror="document.title='owned'"><script>document.title='owned'</script><b class=made>`;
/** A part of it that JSON does not escape. */
const TAG = '<img src=x onerror=';
/** Fields with a fixed format, which a genuine webhook would never fill with other text. */
const FORMATTED_FIELDS = /_at$|currency|_status$|^(id|amount|price|value|code|rate)$/;
const NUMBER = /^[\d.+-]+$/;

/** The value with markup in each text field. */
function withMarkup(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => withMarkup(one, field));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withMarkup(inner, name)]));
  }
  if (typeof value !== 'string' || FORMATTED_FIELDS.test(field) || NUMBER.test(value)) return value;
  return `${field} ${MARKUP}`;
}

it('markup in an order is shown as text', async () => {
  const sample = await readFile('../../../events/bodies/shopify-orders-create.json', 'utf8');
  const order = withMarkup({ ...(JSON.parse(sample) as object), id: 5, note: 'note' });
  const event = await scenario.stack.post('orders/create', JSON.stringify(order));
  const oddTopic = await scenario.stack.post(MARKUP, '{"number":1}');

  const visitor = await scenario.signedInVisitor('/events');
  await visitor.event(oddTopic).getByText(MARKUP).first().waitFor();
  await visitor.event(event).click();
  const body = visitor.page.getByRole('region', { name: 'orders/create' });
  await body.getByText(TAG).first().waitFor();
  await visitor.page.getByRole('tab', { name: 'Raw' }).click();
  await body.locator('pre').waitFor();
  await visitor.event(oddTopic).click();
  await visitor.page.getByRole('heading', { name: MARKUP }).waitFor();
  await expectNoElements();

  await visitor.go('/orders');
  await visitor.order(5).getByText(TAG).first().waitFor();
  await expectNoElements();
  await visitor.order(5).getByRole('link').first().click();
  const detail = visitor.page.getByRole('region', { name: /^Order name / });
  await detail.getByText(`title "'>${TAG}`).first().waitFor();
  await detail.getByText(`sku "'>${TAG}`).first().waitFor();
  await expectNoElements();
  await visitor.go('/');
  await visitor.page.getByRole('heading', { name: 'Overview' }).waitFor();
  await expectNoElements();

  async function expectNoElements() {
    expect(await visitor.page.locator('img, .made, iframe, object, script:not([src])').count()).toBe(0);
    expect(await visitor.page.title()).not.toBe('owned');
  }
});
