import { expect, it } from 'vitest';

import { createScenario } from './scenario';
import type { Visitor } from './visitor';

const scenario = createScenario();

/** The names of the orders in the list, in its order. */
function names(visitor: Visitor): Promise<string[]> {
  return visitor.rows('orders').getByRole('link').allInnerTexts();
}

it('orders are sorted by keyboard, the URL keeps the sorting, and the arrow keys move between rows', async () => {
  for (const [id, total] of [
    [301, '10.00'],
    [302, '300.00'],
    [303, '20.00'],
  ] as const) {
    await scenario.stack.send({ id, total });
  }
  const visitor = await scenario.signedInVisitor('/orders?search=30');
  const { page } = visitor;
  await visitor.order(303).waitFor();
  await page.getByRole('button', { name: 'Total' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => names(visitor)).toEqual(['#302', '#303', '#301']);
  expect(await page.getByRole('columnheader', { name: 'Total' }).getAttribute('aria-sort')).toBe('descending');
  await page.keyboard.press('Enter');
  await expect.poll(() => names(visitor)).toEqual(['#301', '#303', '#302']);
  await page.waitForURL(scenario.stack.url('/orders?search=30&sort=total'));
  await page.reload();
  await expect.poll(() => names(visitor)).toEqual(['#301', '#303', '#302']);

  await visitor.order(301).getByRole('link').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Order #303' }).waitFor();
});

it('a row whose status changes is highlighted and keeps its place and its focus', async () => {
  for (const id of [401, 402, 403]) await scenario.stack.send({ id, status: 'pending' });
  const visitor = await scenario.signedInVisitor('/orders?search=40&sort=status');
  const row = visitor.order(402);
  await row.getByText('Pending').first().waitFor();
  const before = await names(visitor);
  const box = await row.boundingBox();
  await row.getByRole('link').focus();
  await scenario.stack.send({ id: 402, second: 1, status: 'paid' }, 'orders/updated');
  await row.getByText('Paid', { exact: true }).first().waitFor();
  expect(await names(visitor)).toEqual(before);
  expect(await row.boundingBox()).toEqual(box);
  expect(await row.locator('.just-changed').count()).toBe(1);
  expect(await visitor.order(401).locator('.just-changed').count()).toBe(0);
  expect(await row.getByRole('link').evaluate((link) => link === document.activeElement)).toBe(true);
});

it('scrolling down reaches the oldest event past all live ones, and shows each event once', async () => {
  const sent: string[] = [];
  for (let id = 1000; id < 1080; id += 1) sent.push(await scenario.stack.send({ id }));
  const visitor = await scenario.signedInVisitor('/events');
  await visitor.event(sent.at(-1) ?? '').waitFor();
  // More live rows than are kept, so that there is a gap before the loaded pages.
  for (let id = 1080; id < 1150; id += 1) sent.push(await scenario.stack.send({ id }));
  await visitor.event(sent.at(-1) ?? '').waitFor();

  const seenIds = new Set<string>();
  let inOrder = true;
  let maxRows = 0;
  const end = visitor.page.getByText('End of list');
  await expect
    .poll(
      async () => {
        const ids = await eventsInView(visitor);
        inOrder &&= ids.join() === [...new Set(ids)].toSorted().toReversed().join();
        maxRows = Math.max(maxRows, ids.length);
        for (const id of ids) seenIds.add(id);
        // An event that was processed late waits until the user returns to the top.
        const waiting = visitor.button(/^Show \d+ new$/).or(end);
        if (await scrollDown(visitor)) await waiting.first().click();
        return sent.filter((id) => !seenIds.has(id));
      },
      { timeout: 40_000, interval: 30 },
    )
    .toEqual([]);
  await expect.poll(() => scrollDown(visitor), { timeout: 20_000, interval: 30 }).toBe(true);
  await end.waitFor();
  expect(inOrder).toBe(true);
  expect(maxRows).toBeLessThan(60);
});

/** The ids of the events whose rows are in the document, from top to bottom. */
function eventsInView(visitor: Visitor): Promise<string[]> {
  return visitor
    .rows('events')
    .evaluateAll((rows) =>
      rows
        .toSorted((a, b) => Number(a.getAttribute('data-index')) - Number(b.getAttribute('data-index')))
        .map((row) => row.querySelector('a')?.pathname.split('/')[2] ?? ''),
    );
}

/** Scrolls the list down by less than its height; returns whether it was at its end, with everything loaded. */
function scrollDown({ page }: Visitor): Promise<boolean> {
  return page.getByRole('region', { name: 'List of events' }).evaluate((list) => {
    const isEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 1 && !list.textContent.includes('Loading');
    list.scrollBy(0, 300);
    return isEnd;
  });
}

it('a disconnected list does not change, and shows the missed events after reconnecting', async () => {
  const visitor = await scenario.signedInVisitor('/events');
  await visitor.button('Disconnect').click();
  await visitor.connection('Disconnected').waitFor();
  const missed = await scenario.stack.send({ id: 2001 });
  expect(await visitor.event(missed).count()).toBe(0);
  await visitor.button('Connect').click();
  await visitor.event(missed).waitFor();
});

it('new events wait and are counted while the list is paused', async () => {
  const visitor = await scenario.signedInVisitor('/events');
  await visitor.button('Pause').click();
  const waiting = [await scenario.stack.send({ id: 2101 }), await scenario.stack.send({ id: 2102 })];
  await visitor.button('Show 2 new').waitFor();
  for (const id of waiting) expect(await visitor.event(id).count()).toBe(0);
  await visitor.button('Show 2 new').click();
  for (const id of waiting) await visitor.event(id).waitFor();
});

it('a narrow list has fewer columns, and a very narrow one has cards', async () => {
  for (const [id, total] of [
    [7001, '5.00'],
    [7002, '7.00'],
    [7003, '6.00'],
  ] as const) {
    await scenario.stack.send({ id, total });
  }
  const visitor = await scenario.signedInVisitor('/orders?search=700');
  const { page } = visitor;
  const columnHeader = (name: string) => page.getByRole('columnheader', { name });
  await columnHeader('Fulfillment').waitFor();
  await visitor.order(7001).click();
  await page.getByRole('heading', { name: 'Order #7001' }).waitFor();
  await columnHeader('Fulfillment').waitFor({ state: 'detached' });
  await columnHeader('Profit').waitFor();

  await page.setViewportSize({ width: 1024, height: 768 });
  const list = page.getByRole('list', { name: 'Orders' });
  await list.waitFor();
  expect(await page.getByRole('table', { name: 'Orders' }).count()).toBe(0);
  await page.getByRole('heading', { name: 'Order #7001' }).waitFor();
  await visitor.button('Filters (1)').click();
  await page.getByLabel('Sort by').selectOption('Total');
  const ids = () => list.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  await expect.poll(ids).toEqual([7002, 7003, 7001].map((id) => `/orders/demo-shopify/${id}?search=700&sort=-total`));
});

it('a search shows its progress, and continues on request', async () => {
  const sent: string[] = [];
  for (let id = 80_001; id <= 80_055; id += 1) sent.push(await scenario.stack.send({ id, total: '1.00' }));
  const watcher = await scenario.signedInVisitor('/events');
  await watcher.event(sent.at(-1) ?? '').waitFor();
  const visitor = await scenario.signedInVisitor('/orders');
  const list = visitor.page.getByRole('region', { name: 'List of orders' });
  let pages = 0;
  await visitor.page.route('**/api/orders?*', (route) => {
    pages += 1;
    return route.continue();
  });
  await visitor.page.getByLabel('Order name or ID').fill('zzz');
  await visitor.page.keyboard.press('Enter');
  await list.getByText(/^Searched the newest \d+ orders: no matches\.$/).waitFor();
  expect(await list.getByText('No matching orders').count()).toBe(0);
  const before = pages;
  await list.getByRole('button', { name: 'Search older orders' }).click();
  await expect.poll(() => pages).toBe(before + 1);
  // An order is found by its complete ID however old it is.
  await visitor.page.getByLabel('Order name or ID').fill('80001');
  await visitor.page.keyboard.press('Enter');
  await visitor.order(80_001).waitFor();
});
