import { expect, it } from 'vitest';

import { scene } from './scenario';
import type { Visitor } from './visitor';

const here = scene();

/** The orders' names, as they stand in the list. */
function names(visitor: Visitor): Promise<string[]> {
  return visitor.rows('orders').getByRole('link').allInnerTexts();
}

it('orders are sorted by keyboard, the URL keeps it, and the arrow keys go from row to row', async () => {
  for (const [id, total] of [
    [301, '10.00'],
    [302, '300.00'],
    [303, '20.00'],
  ] as const) {
    await here.stack.send({ id, total });
  }
  const visitor = await here.visitor('/orders?search=30');
  const { page } = visitor;
  await visitor.order(303).waitFor();
  await page.getByRole('button', { name: 'Total' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => names(visitor)).toEqual(['#302', '#303', '#301']);
  expect(await page.getByRole('columnheader', { name: 'Total' }).getAttribute('aria-sort')).toBe('descending');
  await page.keyboard.press('Enter');
  await expect.poll(() => names(visitor)).toEqual(['#301', '#303', '#302']);
  await page.waitForURL(here.stack.url('/orders?search=30&sort=total'));
  await page.reload();
  await expect.poll(() => names(visitor)).toEqual(['#301', '#303', '#302']);

  await visitor.order(301).getByRole('link').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Order #303' }).waitFor();
});

it('a status changes in place: the row does not move, is pointed out, and keeps the focus', async () => {
  for (const id of [401, 402, 403]) await here.stack.send({ id, status: 'pending' });
  const visitor = await here.visitor('/orders?search=40&sort=status');
  const row = visitor.order(402);
  await row.getByText('Pending').first().waitFor();
  const before = await names(visitor);
  const box = await row.boundingBox();
  await row.getByRole('link').focus();
  await here.stack.send({ id: 402, second: 1, status: 'paid' }, 'orders/updated');
  await row.getByText('Paid', { exact: true }).first().waitFor();
  expect(await names(visitor)).toEqual(before);
  expect(await row.boundingBox()).toEqual(box);
  expect(await row.locator('.just-changed').count()).toBe(1);
  expect(await visitor.order(401).locator('.just-changed').count()).toBe(0);
  expect(await row.getByRole('link').evaluate((link) => link === document.activeElement)).toBe(true);
});

it('whoever scrolls down comes to the beginning of time, past all that came live, and sees each event once', async () => {
  const sent: string[] = [];
  for (let id = 1000; id < 1080; id += 1) sent.push(await here.stack.send({ id }));
  const visitor = await here.visitor('/events');
  await visitor.event(sent.at(-1) ?? '').waitFor();
  // More than are kept: the pages that were loaded do not adjoin any more.
  for (let id = 1080; id < 1150; id += 1) sent.push(await here.stack.send({ id }));
  await visitor.event(sent.at(-1) ?? '').waitFor();

  const seen = new Set<string>();
  let inOrder = true;
  let most = 0;
  const end = visitor.page.getByText('These are all.');
  await expect
    .poll(
      async () => {
        const ids = await eventsInView(visitor);
        inOrder &&= ids.join() === [...new Set(ids)].toSorted().toReversed().join();
        most = Math.max(most, ids.length);
        for (const id of ids) seen.add(id);
        // One that was processed late waits above, for who comes back.
        const held = visitor.button(/^Show \d+ new$/).or(end);
        if (await scrolledDown(visitor)) await held.first().click();
        return sent.filter((id) => !seen.has(id));
      },
      { timeout: 40_000, interval: 30 },
    )
    .toEqual([]);
  await expect.poll(() => scrolledDown(visitor), { timeout: 20_000, interval: 30 }).toBe(true);
  await end.waitFor();
  expect(inOrder).toBe(true);
  expect(most).toBeLessThan(60);
});

/** The events whose rows are in the document, from above. */
function eventsInView(visitor: Visitor): Promise<string[]> {
  return visitor
    .rows('events')
    .evaluateAll((rows) =>
      rows
        .toSorted((a, b) => Number(a.getAttribute('data-index')) - Number(b.getAttribute('data-index')))
        .map((row) => row.querySelector('a')?.pathname.split('/')[2] ?? ''),
    );
}

/** Scrolls the list on by less than is seen of it; says whether that was its end, before or after more was loaded. */
function scrolledDown({ page }: Visitor): Promise<boolean> {
  return page.getByRole('region', { name: 'List of events' }).evaluate((list) => {
    const isEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 1 && !list.textContent.includes('Loading');
    list.scrollBy(0, 300);
    return isEnd;
  });
}

it('a list that is disconnected stands still, and shows what it missed when it is connected again', async () => {
  const visitor = await here.visitor('/events');
  await visitor.button('Disconnect').click();
  await visitor.connection('Disconnected').waitFor();
  const missed = await here.stack.send({ id: 2001 });
  expect(await visitor.event(missed).count()).toBe(0);
  await visitor.button('Connect').click();
  await visitor.event(missed).waitFor();
});

it('while it is paused new events wait and are counted', async () => {
  const visitor = await here.visitor('/events');
  await visitor.button('Pause').click();
  const held = [await here.stack.send({ id: 2101 }), await here.stack.send({ id: 2102 })];
  await visitor.button('Show 2 new').waitFor();
  for (const id of held) expect(await visitor.event(id).count()).toBe(0);
  await visitor.button('Show 2 new').click();
  for (const id of held) await visitor.event(id).waitFor();
});

it('beside an open detail a list has fewer columns, and cards where there is no room for a table', async () => {
  for (const [id, total] of [
    [7001, '5.00'],
    [7002, '7.00'],
    [7003, '6.00'],
  ] as const) {
    await here.stack.send({ id, total });
  }
  const visitor = await here.visitor('/orders?search=700');
  const { page } = visitor;
  const head = (name: string) => page.getByRole('columnheader', { name });
  await head('Fulfilment').waitFor();
  await visitor.order(7001).click();
  await page.getByRole('heading', { name: 'Order #7001' }).waitFor();
  await head('Fulfilment').waitFor({ state: 'detached' });
  await head('Profit').waitFor();

  await page.setViewportSize({ width: 1024, height: 768 });
  const list = page.getByRole('list', { name: 'Orders' });
  await list.waitFor();
  expect(await page.getByRole('table', { name: 'Orders' }).count()).toBe(0);
  await page.getByRole('heading', { name: 'Order #7001' }).waitFor();
  await visitor.button('Filters (1)').click();
  await page.getByLabel('Sorted by').selectOption('Total');
  const ids = () => list.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  await expect.poll(ids).toEqual([7002, 7003, 7001].map((id) => `/orders/demo-shopify/${id}?search=700&sort=-total`));
});

it('a search says how far it went, and goes on when it is asked to', async () => {
  const sent: string[] = [];
  for (let id = 80_001; id <= 80_055; id += 1) sent.push(await here.stack.send({ id, total: '1.00' }));
  const watcher = await here.visitor('/events');
  await watcher.event(sent.at(-1) ?? '').waitFor();
  const visitor = await here.visitor('/orders');
  const list = visitor.page.getByRole('region', { name: 'List of orders' });
  let pages = 0;
  await visitor.page.route('**/api/orders?*', (route) => {
    pages += 1;
    return route.continue();
  });
  await visitor.page.getByLabel('Order name or id').fill('zzz');
  await visitor.page.keyboard.press('Enter');
  await list.getByText(/^Searched the newest \d+ orders: none is like this\.$/).waitFor();
  expect(await list.getByText('No order is like this').count()).toBe(0);
  const before = pages;
  await list.getByRole('button', { name: 'Search older' }).click();
  await expect.poll(() => pages).toBe(before + 1);
  // A whole id is found wherever it is.
  await visitor.page.getByLabel('Order name or id').fill('80001');
  await visitor.page.keyboard.press('Enter');
  await visitor.order(80_001).waitFor();
});
