import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';

import { scene } from './scenario';
import type { Visitor } from './visitor';

const here = scene();

/** Waits until it has the focus. */
async function expectFocus(visitor: Visitor, wanted: Locator): Promise<void> {
  await expect.poll(() => visitor.hasFocus(wanted), { timeout: 10_000 }).toBe(true);
}

/** Goes to what opens something, and opens it. */
async function open(visitor: Visitor, opener: Locator): Promise<void> {
  await visitor.tabTo(opener);
  await visitor.page.keyboard.press('Enter');
}

/** Whether its middle is in sight, and not beneath something else. */
function isSeen(element: Element): boolean {
  const { x, y, width, height } = element.getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height / 2) === element;
}

it('the user’s menu works by the keyboard, and gives the focus back', async () => {
  const visitor = await here.visitor('/');
  const { page } = visitor;
  const theme = () => page.evaluate(() => document.documentElement.dataset['theme']);
  await open(visitor, visitor.button('demo'));
  await page.getByRole('menu').waitFor();
  await expectFocus(visitor, page.getByRole('menuitemradio', { name: 'As the device', checked: true }));
  await page.keyboard.press('End');
  await expectFocus(visitor, page.getByRole('menuitem', { name: 'Sign out' }));
  // Radix moves the focus a moment after the key.
  await page.keyboard.press('ArrowUp');
  await expectFocus(visitor, page.getByRole('menuitemradio', { name: 'Dark' }));
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemradio', { name: 'Dark', checked: true }).waitFor();
  expect(await theme()).toBe('dark');
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await expectFocus(visitor, visitor.button('demo'));
  await page.reload();
  await visitor.live();
  expect(await theme()).toBe('dark');
});

it('what is said of the connection is opened and left by the keyboard', async () => {
  const visitor = await here.visitor('/orders');
  const indicator = visitor.page.getByTestId('connection');
  await open(visitor, indicator);
  const told = visitor.page.getByRole('dialog', { name: 'The live connection' });
  await told.getByText('Changes are shown as they happen.').waitFor();
  await visitor.page.keyboard.press('Escape');
  await told.waitFor({ state: 'detached' });
  await expectFocus(visitor, indicator);
});

it('a dialog keeps the focus and what was written, and gives the focus back', async () => {
  const visitor = await here.visitor('/integrations');
  const { page } = visitor;
  const opener = visitor.button('Add integration');
  await open(visitor, opener);
  const dialog = page.getByRole('dialog', { name: 'Add integration' });
  await expectFocus(visitor, dialog.getByLabel('Channel'));
  for (let pressed = 0; pressed < 20; pressed += 1) {
    await page.keyboard.press('Tab');
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  const shop = dialog.getByLabel('Shop domain');
  await visitor.tabTo(shop);
  await page.keyboard.type('a-shop.myshopify.com');
  await page.mouse.click(5, 5);
  await page.mouse.click(700, 5);
  expect(await shop.inputValue()).toBe('a-shop.myshopify.com');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await expectFocus(visitor, opener);
  await page.keyboard.press('Enter');
  expect(await shop.inputValue()).toBe('a-shop.myshopify.com');
  await open(visitor, dialog.getByRole('button', { name: 'Cancel' }));
  await expectFocus(visitor, opener);
  await page.keyboard.press('Enter');
  expect(await shop.inputValue()).toBe('');
});

it.each([
  { width: 1440, height: 500 },
  { width: 390, height: 420 },
])('the longest form is used to its end where there is little room: %j', async (viewport) => {
  const visitor = await here.visitor('/integrations', 'demo', { viewport });
  await open(visitor, visitor.button('Add integration'));
  const dialog = visitor.page.getByRole('dialog', { name: 'Add integration' });
  await dialog.getByLabel('Channel').selectOption('standard');
  await dialog.getByLabel('How its webhooks are proven').selectOption('hmac-sha256');
  const box = await dialog.boundingBox();
  expect(box && box.y >= 0 && box.y + box.height <= viewport.height && box.x + box.width <= viewport.width).toBe(true);
  const last = dialog.getByLabel('Secret', { exact: true });
  await visitor.tabTo(last);
  expect(await last.evaluate(isSeen)).toBe(true);
  expect(await dialog.getByRole('button', { name: 'Add', exact: true }).evaluate(isSeen)).toBe(true);
});

it('an integration is made, looked through, disabled and removed by the keyboard', async () => {
  const visitor = await here.visitor('/');
  const { page } = visitor;
  await open(visitor, page.getByRole('link', { name: 'Integrations', exact: true }).first());
  await open(visitor, visitor.button('Add integration'));
  const dialog = page.getByRole('dialog', { name: 'Add integration' });
  await visitor.tabTo(dialog.getByLabel('Shop domain'));
  await page.keyboard.type('by-keyboard.myshopify.com');
  await visitor.tabTo(dialog.getByLabel('Id', { exact: true }));
  await page.keyboard.type('by-keyboard');
  await page.keyboard.press('Enter');
  await expectFocus(visitor, page.getByRole('heading', { name: 'by-keyboard' }));

  await visitor.tabTo(page.getByRole('tab', { name: 'Connect', selected: true }));
  await page.keyboard.press('ArrowRight');
  await expectFocus(visitor, page.getByRole('tab', { name: 'Fees and costs', selected: true }));
  await page.keyboard.press('End');
  await expectFocus(visitor, page.getByRole('tab', { name: 'Settings', selected: true }));
  await page.keyboard.press('ArrowRight');
  await expectFocus(visitor, page.getByRole('tab', { name: 'Connect', selected: true }));
  await page.keyboard.press('ArrowLeft');
  await expectFocus(visitor, page.getByRole('tab', { name: 'Settings', selected: true }));
  await page.reload();
  await page.getByRole('tab', { name: 'Settings', selected: true }).waitFor();

  const disable = visitor.button('Disable it …');
  const asking = page.getByRole('alertdialog');
  await open(visitor, disable);
  await expectFocus(visitor, asking.getByRole('button', { name: 'Cancel' }));
  await page.keyboard.press('Enter');
  await asking.waitFor({ state: 'detached' });
  await expectFocus(visitor, disable);
  await page.keyboard.press('Enter');
  await open(visitor, asking.getByRole('button', { name: 'Disable it' }));
  await page.getByText('Disabled', { exact: true }).waitFor();
  await expectFocus(visitor, visitor.button('Enable it'));

  await open(visitor, visitor.button('Remove …'));
  await expectFocus(visitor, asking.getByLabel('Type by-keyboard to go on'));
  await page.keyboard.type('by-keyboard');
  await page.keyboard.press('Enter');
  await page.waitForURL(here.stack.url('/integrations'));
  await page.getByRole('link', { name: 'demo-shopify' }).waitFor();
  expect(await page.getByRole('link', { name: 'by-keyboard' }).count()).toBe(0);
});

it('the exact time is told to who comes by the keyboard, and on hover', async () => {
  await here.stack.send({ id: 1 });
  const visitor = await here.visitor('/integrations/demo-shopify');
  const { page } = visitor;
  const time = page.locator('time').first();
  await visitor.tabTo(time);
  const tip = page.getByRole('tooltip');
  await tip.waitFor({ state: 'attached' });
  expect(await tip.textContent()).toMatch(/\d\d:\d\d/);
  await page.keyboard.press('Escape');
  await tip.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Integrations', exact: true }).first().click();
  await page.locator('time').first().hover();
  await tip.waitFor({ state: 'attached' });
});
