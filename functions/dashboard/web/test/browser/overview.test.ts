import { expect, it } from 'vitest';

import { scene } from './scenario';
import type { Visitor } from './visitor';

const here = scene();

/** What the legend of the chart says of a channel. */
function ofHour(visitor: Visitor, channel: string) {
  const legend = visitor.page.getByRole('list', { name: 'Events by channel' });
  return legend.getByRole('listitem').filter({ hasText: channel });
}

/** How many pixels of the chart have the colour that the legend has for a channel. */
async function painted(visitor: Visitor, channel: string): Promise<number> {
  const swatch = await ofHour(visitor, channel)
    .locator('span')
    .first()
    .evaluate((element) => getComputedStyle(element).backgroundColor);
  const canvas = visitor.page.getByRole('img', { name: /^Events a minute/ }).locator('canvas');
  return canvas.evaluate((element, colour) => {
    const { width, height } = element as HTMLCanvasElement;
    const data = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    const [red, green, blue] = colour.match(/\d+/g)?.map(Number) ?? [];
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === red && data[at + 1] === green && data[at + 2] === blue && data[at + 3] === 255) count += 1;
    }
    return count;
  }, swatch);
}

it('what came before the page was opened and is in no statistics yet is counted', async () => {
  for (const id of [1, 2]) await here.stack.send({ id });
  await here.stack.post('orders/create', '{"number":1}');
  const visitor = await here.visitor('/');
  await ofHour(visitor, 'Shopify').getByText('3', { exact: true }).waitFor();
  await visitor.page.getByText('66.6 %').waitFor();
  await visitor.page.getByText('2 processed').waitFor();
  // This page itself.
  await visitor.page.getByText('of 1 user').waitFor();
});

it('a webhook that is sent while somebody looks is in the chart and in the figures at once', async () => {
  const visitor = await here.visitor('/');
  const before = Number(await ofHour(visitor, 'Shopify').locator('span').last().innerText());
  const pixels = await painted(visitor, 'Shopify');
  expect(pixels).toBeGreaterThan(0);
  for (let id = 10; id < 20; id += 1) await here.stack.send({ id });
  const sent = performance.now();
  await ofHour(visitor, 'Shopify')
    .getByText(String(before + 10), { exact: true })
    .waitFor();
  // Long before anything is rolled up.
  expect(performance.now() - sent).toBeLessThan(5000);
  await expect.poll(() => painted(visitor, 'Shopify')).not.toBe(pixels);
  await visitor.page.getByText('12 processed').waitFor();
  await visitor.page.getByText(/^median, p99 .+: measured here, last 10 events$/).waitFor();

  await visitor.page.getByText('In numbers').click();
  const table = visitor.page.getByRole('region', { name: 'Events a minute in numbers' });
  await table.getByRole('columnheader', { name: 'Shopify' }).waitFor();
  const counts = await table.locator('tbody td:last-child').allInnerTexts();
  expect(counts.reduce((sum, text) => sum + Number(text), 0)).toBe(before + 10);
});

it('the chart is drawn in the colours of the theme, and as wide as there is room', async () => {
  const visitor = await here.visitor('/', 'demo', { colorScheme: 'light' });
  await ofHour(visitor, 'Shopify').waitFor();
  await expect.poll(() => painted(visitor, 'Shopify')).toBeGreaterThan(0);
  await visitor.page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => painted(visitor, 'Shopify')).toBeGreaterThan(0);
  const chart = visitor.page.getByRole('img', { name: /^Events a minute/ });
  const wide = (await chart.locator('canvas').boundingBox())?.width ?? 0;
  await visitor.page.setViewportSize({ width: 700, height: 900 });
  await expect.poll(async () => (await chart.locator('canvas').boundingBox())?.width ?? wide).toBeLessThan(wide);
});

it('a channel that has gone silent is told first, however many others there are', async () => {
  const visitor = await here.stranger();
  const { page } = visitor;
  await page.route(/\/integrations$/, async (route) => {
    if (route.request().resourceType() === 'document') return route.continue();
    const answer = await route.fetch();
    const { integrations } = (await answer.json()) as { integrations: readonly object[] };
    const more = Array.from({ length: 25 }, (_, place) => Object.assign({}, integrations[0], { id: `more-${place}` }));
    return route.fulfill({ response: answer, json: { integrations: [...integrations, ...more] } });
  });
  await page.route(/[?&]integration=more-/, (route) => {
    const isLast = route.request().url().includes('more-24');
    const events = isLast ? [{ id: '1', received_at: '2026-01-01T00:00:00Z' }] : [];
    return route.fulfill({ json: { events, next: null, series: [], total: { processed: 0, failed: 0 } } });
  });
  await visitor.go('/');
  await visitor.signIn('demo');
  await page.getByText('1 silent for a day or more').waitFor();
  const rows = page.getByRole('listitem').filter({ hasText: /Silent|Heard|Not yet/ });
  expect(await rows.first().innerText()).toContain('more-24');
  await page.getByText(/^and \d+ more$/).waitFor();
});
