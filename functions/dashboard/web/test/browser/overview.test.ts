import { expect, it } from 'vitest';

import { createScenario } from './scenario';
import type { Visitor } from './visitor';

const scenario = createScenario();

/** The chart's legend entry of a channel. */
function legendEntry(visitor: Visitor, channel: string) {
  const legend = visitor.page.getByRole('list', { name: 'Events by channel' });
  return legend.getByRole('listitem').filter({ hasText: channel });
}

/** How many pixels of the chart have the channel's color in the legend. */
async function paintedPixels(visitor: Visitor, channel: string): Promise<number> {
  const swatch = await legendEntry(visitor, channel)
    .locator('span')
    .first()
    .evaluate((element) => getComputedStyle(element).backgroundColor);
  const canvas = visitor.page.getByRole('img', { name: /^Events per minute/ }).locator('canvas');
  return canvas.evaluate((element, color) => {
    const { width, height } = element as HTMLCanvasElement;
    const data = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    const [red, green, blue] = color.match(/\d+/g)?.map(Number) ?? [];
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === red && data[at + 1] === green && data[at + 2] === blue && data[at + 3] === 255) count += 1;
    }
    return count;
  }, swatch);
}

it('events from before the page was opened that the statistics lack are counted', async () => {
  for (const id of [1, 2]) await scenario.stack.send({ id });
  await scenario.stack.post('orders/create', '{"number":1}');
  const visitor = await scenario.signedInVisitor('/');
  await legendEntry(visitor, 'Shopify').getByText('3', { exact: true }).waitFor();
  await visitor.page.getByText('66.6 %').waitFor();
  await visitor.page.getByText('2 processed').waitFor();
  // The page's own connection.
  await visitor.page.getByText('1 user').waitFor();
});

it('a live webhook is in the chart and in the key figures at once', async () => {
  const visitor = await scenario.signedInVisitor('/');
  const before = Number(await legendEntry(visitor, 'Shopify').locator('span').last().innerText());
  const pixels = await paintedPixels(visitor, 'Shopify');
  expect(pixels).toBeGreaterThan(0);
  for (let id = 10; id < 20; id += 1) await scenario.stack.send({ id });
  const sent = performance.now();
  await legendEntry(visitor, 'Shopify')
    .getByText(String(before + 10), { exact: true })
    .waitFor();
  // Long before the statistics are rolled up.
  expect(performance.now() - sent).toBeLessThan(5000);
  await expect.poll(() => paintedPixels(visitor, 'Shopify')).not.toBe(pixels);
  await visitor.page.getByText('12 processed').waitFor();
  await visitor.page.getByText(/^median; 99 % within .+; last 10 events on this page$/).waitFor();

  await visitor.page.getByText('Show as table').click();
  const table = visitor.page.getByRole('region', { name: 'Events per minute as a table' });
  await table.getByRole('columnheader', { name: 'Shopify' }).waitFor();
  const counts = await table.locator('tbody td:last-child').allInnerTexts();
  expect(counts.reduce((sum, text) => sum + Number(text), 0)).toBe(before + 10);
});

it('the chart has the colors of the theme and the width of the page', async () => {
  const visitor = await scenario.signedInVisitor('/', 'demo', { colorScheme: 'light' });
  await legendEntry(visitor, 'Shopify').waitFor();
  await expect.poll(() => paintedPixels(visitor, 'Shopify')).toBeGreaterThan(0);
  await visitor.page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => paintedPixels(visitor, 'Shopify')).toBeGreaterThan(0);
  const chart = visitor.page.getByRole('img', { name: /^Events per minute/ });
  const wide = (await chart.locator('canvas').boundingBox())?.width ?? 0;
  await visitor.page.setViewportSize({ width: 700, height: 900 });
  await expect.poll(async () => (await chart.locator('canvas').boundingBox())?.width ?? wide).toBeLessThan(wide);
});

it('an inactive channel is listed first, however many others there are', async () => {
  const visitor = await scenario.anonymousVisitor();
  const { page } = visitor;
  await page.route(/\/integrations$/, async (route) => {
    if (route.request().resourceType() === 'document') return route.continue();
    const response = await route.fetch();
    const { integrations } = (await response.json()) as { integrations: readonly object[] };
    const more = Array.from({ length: 25 }, (_, index) => Object.assign({}, integrations[0], { id: `more-${index}` }));
    return route.fulfill({ response, json: { integrations: [...integrations, ...more] } });
  });
  await page.route(/[?&]integration=more-/, (route) => {
    const isLast = route.request().url().includes('more-24');
    const events = isLast ? [{ id: '1', received_at: '2026-01-01T00:00:00Z' }] : [];
    return route.fulfill({ json: { events, next: null, series: [], total: { processed: 0, failed: 0 } } });
  });
  await visitor.go('/');
  await visitor.signIn('demo');
  await page.getByText('1 inactive for 24 hours or more').waitFor();
  const rows = page.getByRole('listitem').filter({ hasText: /Inactive|Receiving|Not started/ });
  expect(await rows.first().innerText()).toContain('more-24');
  await page.getByText(/^and \d+ more$/).waitFor();
});
