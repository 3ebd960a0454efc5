import { mkdir } from 'node:fs/promises';

import type { BrowserContextOptions } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';

import { objections, overhang } from './accessibility';
import { scene } from './scenario';
import type { Visitor } from './visitor';

const here = scene();
const PICTURES = '../../../tests/output/browser';
const WIDE = { width: 1440, height: 900 };
const LOOKS: readonly (readonly [name: string, options: BrowserContextOptions])[] = [
  ['middle', { viewport: { width: 1024, height: 768 }, colorScheme: 'light' }],
  ['light', { viewport: WIDE, colorScheme: 'light' }],
  ['dark', { viewport: WIDE, colorScheme: 'dark' }],
  ['tablet', { viewport: { width: 820, height: 1180 }, colorScheme: 'dark', hasTouch: true }],
  ['phone', { viewport: { width: 390, height: 844 }, colorScheme: 'light', isMobile: true, hasTouch: true }],
];
const ORDER = '637194728041593621';
/** Each look is more than twenty pages. */
const PATIENCE_MS = 180_000;
let failed = '';
let processed = '';

/** A view of the page: what it is called, where it is, and what is to be seen before it is judged. */
interface View {
  readonly name: string;
  readonly path: () => string;
  readonly ready: (visitor: Visitor) => Promise<void>;
}

const VIEWS: readonly View[] = [
  {
    name: 'overview',
    path: () => '/',
    // Not zeros, which would say nothing of how it looks.
    ready: async ({ page }) => {
      await page.getByText(/^[1-9][\d,]* processed/).waitFor();
      await page.getByText(/^of [1-9][\d,]* users?$/).waitFor();
    },
  },
  {
    name: 'overview-in-numbers',
    path: () => '/',
    ready: async ({ page }) => {
      await page.getByText('In numbers').click();
      await page.getByRole('region', { name: 'Events a minute in numbers' }).waitFor();
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
    ready: ({ page }) => page.getByText('What went wrong').waitFor(),
  },
  {
    name: 'no-event',
    path: () => '/events?topic=none',
    ready: ({ page }) => page.getByText('No event is like this').waitFor(),
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
  ...['Connect', 'Fees and costs', 'Secrets', 'Access', 'Settings'].map((tab) => ({
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
      await visitor.button('Replay these …').click();
      await visitor.page.getByText('would be replayed').waitFor();
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
    ready: ({ page }) => page.getByText('There is no such page').last().waitFor(),
  },
];

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  await here.stack.sample('shopify', 'orders/create');
  for (const topic of ['orders/updated', 'refunds/create']) await here.stack.sample('shopify', topic);
  await here.stack.sample('flipkart', 'shipment_created');
  await here.stack.sample('myntra', 'order/create');
  await here.stack.sample('selloship', 'waybill');
  for (let id = 1; id <= 12; id += 1)
    processed = await here.stack.send({ id, status: id % 3 === 0 ? 'pending' : 'paid' });
  failed = await here.stack.post('orders/create', '{"number":1}');
});

it.each(LOOKS)(
  'each page is as accessible as axe can tell, and keeps to the screen: %s',
  async (look, options) => {
    const found: Record<string, readonly (string | number)[]> = {};
    const visitor = await here.stranger({ ...options, reducedMotion: 'reduce' });
    const judge = async (name: string) => {
      await visitor.page.screenshot({ path: `${PICTURES}/${name}-${look}.png` });
      const [objected, over] = [await objections(visitor.page), await overhang(visitor.page)];
      if (objected.length > 0) found[name] = objected;
      if (over > 0) found[`${name} hangs over`] = [over];
    };
    await visitor.go('/');
    await visitor.button('Sign in').waitFor();
    await judge('signed-out');
    await visitor.signIn('demo');
    for (const { name, path, ready } of VIEWS) {
      await visitor.go(path());
      await visitor.live();
      await ready(visitor);
      await visitor.page.getByText('Loading …').filter({ visible: true }).first().waitFor({ state: 'detached' });
      await judge(name);
    }
    expect(found).toEqual({});
  },
  PATIENCE_MS,
);
