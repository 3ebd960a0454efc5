import { mkdir } from 'node:fs/promises';

import type { BrowserContextOptions } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';

import { accessibilityViolations, horizontalOverflow } from './accessibility';
import { createScenario } from './scenario';
import type { Visitor } from './visitor';

const scenario = createScenario();
const SCREENSHOT_FOLDER = '../../../tests/output/browser';
const WIDE = { width: 1440, height: 900 };
const DEVICES: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['middle', { viewport: { width: 1024, height: 768 }, colorScheme: 'light' }],
  ['light', { viewport: WIDE, colorScheme: 'light' }],
  ['dark', { viewport: WIDE, colorScheme: 'dark' }],
  ['tablet', { viewport: { width: 820, height: 1180 }, colorScheme: 'dark', hasTouch: true }],
  ['phone', { viewport: { width: 390, height: 844 }, colorScheme: 'light', isMobile: true, hasTouch: true }],
];
const ORDER = '637194728041593621';
/** Each device shows more than twenty views. */
const TIMEOUT_MS = 180_000;
let failed = '';
let processed = '';

/** A view of the page: the name of its screenshot, its path, and a wait until it is complete. */
interface View {
  readonly name: string;
  readonly path: () => string;
  readonly ready: (visitor: Visitor) => Promise<void>;
}

const VIEWS: readonly View[] = [
  {
    name: 'overview',
    path: () => '/',
    // Waits for numbers other than 0, so that the screenshot is representative.
    ready: async ({ page }) => {
      await page.getByText(/^[1-9][\d,]* processed/).waitFor();
      await page.getByText(/^[1-9][\d,]* users?$/).waitFor();
    },
  },
  {
    name: 'overview-table',
    path: () => '/',
    ready: async ({ page }) => {
      await page.getByText('Show as table').click();
      await page.getByRole('region', { name: 'Events per minute as a table' }).waitFor();
    },
  },
  { name: 'events', path: () => '/events', ready: (visitor) => visitor.event(failed).waitFor() },
  {
    name: 'event',
    path: () => `/events/${processed}`,
    ready: ({ page }) =>
      page
        .getByRole('tree')
        .or(page.getByRole('tab', { name: 'Tree' }))
        .first()
        .waitFor(),
  },
  {
    name: 'event-failed',
    path: () => `/events/${failed}`,
    ready: ({ page }) => page.getByRole('heading', { name: 'Error' }).waitFor(),
  },
  {
    name: 'no-event',
    path: () => '/events?topic=none',
    ready: ({ page }) => page.getByText('No matching events').waitFor(),
  },
  { name: 'orders', path: () => '/orders', ready: ({ page }) => page.locator(`a[href*="${ORDER}"]`).first().waitFor() },
  {
    name: 'order',
    path: () => `/orders/demo-shopify/${ORDER}`,
    ready: ({ page }) => page.getByRole('heading', { name: 'History' }).waitFor(),
  },
  {
    name: 'integrations',
    path: () => '/integrations',
    ready: ({ page }) => page.getByText('Last webhook').first().waitFor(),
  },
  ...['Setup', 'Fees and costs', 'Secrets', 'Access', 'Settings'].map((tab) => ({
    name: `integration-${tab.toLowerCase().replaceAll(' ', '-')}`,
    path: () => '/integrations/demo-shopify',
    ready: async ({ page }: Visitor) => {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('tab', { name: tab, selected: true }).waitFor();
    },
  })),
  {
    name: 'add-integration',
    path: () => '/integrations',
    ready: async (visitor) => {
      await visitor.button('Add integration').click();
      await visitor.page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'replay-events',
    path: () => '/events',
    ready: async (visitor) => {
      await visitor.button('Replay matching events …').click();
      await visitor.page.getByText('will be replayed').waitFor();
    },
  },
  {
    name: 'remove-integration',
    path: () => '/integrations/demo-shopify?part=settings',
    ready: async (visitor) => {
      await visitor.button('Remove …').click();
      await visitor.page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'user-menu',
    path: () => '/orders',
    ready: async (visitor) => {
      await visitor.button('demo').click();
      await visitor.page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'connection',
    path: () => '/orders',
    ready: async ({ page }) => {
      await page.getByTestId('connection').click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'exact-time',
    path: () => '/integrations/demo-shopify',
    ready: async ({ page }) => {
      await page.locator('time').first().focus();
      await page.getByRole('tooltip').waitFor({ state: 'attached' });
    },
  },
  {
    name: 'nowhere',
    path: () => '/nowhere',
    ready: ({ page }) => page.getByText('Page not found').last().waitFor(),
  },
];

beforeAll(async () => {
  await mkdir(SCREENSHOT_FOLDER, { recursive: true });
  await scenario.stack.sendSample('shopify', 'orders/create');
  for (const topic of ['orders/updated', 'refunds/create']) await scenario.stack.sendSample('shopify', topic);
  await scenario.stack.sendSample('flipkart', 'shipment_created');
  await scenario.stack.sendSample('myntra', 'order/create');
  await scenario.stack.sendSample('selloship', 'waybill');
  for (let id = 1; id <= 12; id += 1)
    processed = await scenario.stack.send({ id, status: id % 3 === 0 ? 'pending' : 'paid' });
  failed = await scenario.stack.post('orders/create', '{"number":1}');
});

it.each(DEVICES)(
  'each view is accessible and fits the screen: %s',
  async (device, options) => {
    const problems: Record<string, readonly (string | number)[]> = {};
    const visitor = await scenario.anonymousVisitor({ ...options, reducedMotion: 'reduce' });
    const check = async (name: string) => {
      await visitor.page.screenshot({ path: `${SCREENSHOT_FOLDER}/${name}-${device}.png` });
      const [violations, overflow] = [
        await accessibilityViolations(visitor.page),
        await horizontalOverflow(visitor.page),
      ];
      if (violations.length > 0) problems[name] = violations;
      if (overflow > 0) problems[`${name} overflows`] = [overflow];
    };
    await visitor.go('/');
    await visitor.button('Sign in').waitFor();
    await check('signed-out');
    await visitor.signIn('demo');
    for (const { name, path, ready } of VIEWS) {
      await visitor.go(path());
      await visitor.waitUntilLive();
      await ready(visitor);
      await visitor.page.getByText('Loading …').filter({ visible: true }).first().waitFor({ state: 'detached' });
      await check(name);
    }
    expect(problems).toEqual({});
  },
  TIMEOUT_MS,
);
