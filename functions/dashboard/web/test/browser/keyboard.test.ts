import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';

import { createScenario } from './scenario';
import type { Visitor } from './visitor';

const scenario = createScenario();

/** Waits until an element has the focus. */
async function expectFocus(visitor: Visitor, wanted: Locator): Promise<void> {
  await expect.poll(() => visitor.hasFocus(wanted), { timeout: 10_000 }).toBe(true);
}

/** Moves the focus to a control with the Tab key and activates it. */
async function open(visitor: Visitor, opener: Locator): Promise<void> {
  await visitor.tabTo(opener);
  await visitor.page.keyboard.press('Enter');
}

/** Whether the center of an element is visible and not covered. */
function isVisible(element: Element): boolean {
  const { x, y, width, height } = element.getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height / 2) === element;
}

it('the user menu works by keyboard, and returns the focus', async () => {
  const visitor = await scenario.signedInVisitor('/');
  const { page } = visitor;
  const theme = () => page.evaluate(() => document.documentElement.dataset['theme']);
  await open(visitor, visitor.button('demo'));
  await page.getByRole('menu').waitFor();
  await expectFocus(visitor, page.getByRole('menuitemradio', { name: 'System', checked: true }));
  await page.keyboard.press('End');
  await expectFocus(visitor, page.getByRole('menuitem', { name: 'Sign out' }));
  // Radix moves the focus shortly after the key press.
  await page.keyboard.press('ArrowUp');
  await expectFocus(visitor, page.getByRole('menuitemradio', { name: 'Dark' }));
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemradio', { name: 'Dark', checked: true }).waitFor();
  expect(await theme()).toBe('dark');
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await expectFocus(visitor, visitor.button('demo'));
  await page.reload();
  await visitor.waitUntilLive();
  expect(await theme()).toBe('dark');
});

it('the connection help is opened and closed by keyboard', async () => {
  const visitor = await scenario.signedInVisitor('/orders');
  const indicator = visitor.page.getByTestId('connection');
  await open(visitor, indicator);
  const help = visitor.page.getByRole('dialog', { name: 'Live connection' });
  await help.getByText('Changes are shown as they happen.').waitFor();
  await visitor.page.keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
  await expectFocus(visitor, indicator);
});

it('a dialog traps the focus, keeps the draft, and returns the focus', async () => {
  const visitor = await scenario.signedInVisitor('/integrations');
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
])('the longest form is usable to its end in a small viewport: %j', async (viewport) => {
  const visitor = await scenario.signedInVisitor('/integrations', 'demo', { viewport });
  await open(visitor, visitor.button('Add integration'));
  const dialog = visitor.page.getByRole('dialog', { name: 'Add integration' });
  await dialog.getByLabel('Channel').selectOption('standard');
  await dialog.getByLabel('Signature scheme').selectOption('hmac-sha256');
  const box = await dialog.boundingBox();
  expect(box && box.y >= 0 && box.y + box.height <= viewport.height && box.x + box.width <= viewport.width).toBe(true);
  const last = dialog.getByLabel('Secret', { exact: true });
  await visitor.tabTo(last);
  expect(await last.evaluate(isVisible)).toBe(true);
  expect(await dialog.getByRole('button', { name: 'Add', exact: true }).evaluate(isVisible)).toBe(true);
});

it('an integration is created, inspected, disabled and removed by keyboard', async () => {
  const visitor = await scenario.signedInVisitor('/');
  const { page } = visitor;
  await open(visitor, page.getByRole('link', { name: 'Integrations', exact: true }).first());
  await open(visitor, visitor.button('Add integration'));
  const dialog = page.getByRole('dialog', { name: 'Add integration' });
  await visitor.tabTo(dialog.getByLabel('Shop domain'));
  await page.keyboard.type('by-keyboard.myshopify.com');
  await visitor.tabTo(dialog.getByLabel('ID', { exact: true }));
  await page.keyboard.type('by-keyboard');
  await page.keyboard.press('Enter');
  await expectFocus(visitor, page.getByRole('heading', { name: 'by-keyboard' }));

  await visitor.tabTo(page.getByRole('tab', { name: 'Setup', selected: true }));
  await page.keyboard.press('ArrowRight');
  await expectFocus(visitor, page.getByRole('tab', { name: 'Fees and costs', selected: true }));
  await page.keyboard.press('End');
  await expectFocus(visitor, page.getByRole('tab', { name: 'Settings', selected: true }));
  await page.keyboard.press('ArrowRight');
  await expectFocus(visitor, page.getByRole('tab', { name: 'Setup', selected: true }));
  await page.keyboard.press('ArrowLeft');
  await expectFocus(visitor, page.getByRole('tab', { name: 'Settings', selected: true }));
  await page.reload();
  await page.getByRole('tab', { name: 'Settings', selected: true }).waitFor();

  const disable = visitor.button('Disable …');
  const confirmation = page.getByRole('alertdialog');
  await open(visitor, disable);
  await expectFocus(visitor, confirmation.getByRole('button', { name: 'Cancel' }));
  await page.keyboard.press('Enter');
  await confirmation.waitFor({ state: 'detached' });
  await expectFocus(visitor, disable);
  await page.keyboard.press('Enter');
  await open(visitor, confirmation.getByRole('button', { name: 'Disable' }));
  await page.getByText('Disabled', { exact: true }).waitFor();
  await expectFocus(visitor, visitor.button('Enable'));

  await open(visitor, visitor.button('Remove …'));
  await expectFocus(visitor, confirmation.getByLabel('Type by-keyboard to confirm'));
  await page.keyboard.type('by-keyboard');
  await page.keyboard.press('Enter');
  await page.waitForURL(scenario.stack.url('/integrations'));
  await page.getByRole('link', { name: 'demo-shopify' }).waitFor();
  expect(await page.getByRole('link', { name: 'by-keyboard' }).count()).toBe(0);
});

it('the exact time is shown on keyboard focus and on hover', async () => {
  await scenario.stack.send({ id: 1 });
  const visitor = await scenario.signedInVisitor('/integrations/demo-shopify');
  const { page } = visitor;
  const time = page.locator('time').first();
  await visitor.tabTo(time);
  const tooltip = page.getByRole('tooltip');
  await tooltip.waitFor({ state: 'attached' });
  expect(await tooltip.textContent()).toMatch(/\d\d:\d\d/);
  await page.keyboard.press('Escape');
  await tooltip.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Integrations', exact: true }).first().click();
  await page.locator('time').first().hover();
  await tooltip.waitFor({ state: 'attached' });
});
