import { type CDPSession } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';

import { createScenario } from './scenario';
import type { Visitor } from './visitor';

const scenario = createScenario();
/** How long the page may take until it is usable. */
const MAX_LOAD_MS = 1000;
/** The maximum compressed size of all scripts that a page needs until it is usable. */
const MAX_SCRIPT_BYTES = 200 * 1024;
const MEASUREMENTS = 5;
let event = '';

/** Each page, and a wait for content that shows that it is usable. */
const PAGES: readonly (readonly [path: string, usable: (visitor: Visitor) => Promise<void>])[] = [
  ['/', ({ page }) => page.getByText(/^[1-9][\d,]* processed$/).waitFor()],
  ['/events', (visitor) => visitor.event(event).waitFor()],
  ['/orders', (visitor) => visitor.order(1).waitFor()],
  ['/integrations', ({ page }) => page.getByText('Last webhook').first().waitFor()],
];

beforeAll(async () => {
  event = await scenario.stack.send({ id: 1 });
});

/** Disables the browser's cache. */
async function disableCache({ page }: Visitor): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  return devtools;
}

/** The median time from a reload until the page is usable, in milliseconds. */
async function medianLoadMs({ page }: Visitor, usable: () => Promise<unknown>): Promise<number> {
  const durations: number[] = [];
  for (let time = 0; time < MEASUREMENTS; time += 1) {
    const startedAt = performance.now();
    await page.reload({ waitUntil: 'commit' });
    await usable();
    durations.push(performance.now() - startedAt);
  }
  return durations.toSorted((a, b) => a - b)[Math.floor(MEASUREMENTS / 2)] ?? Infinity;
}

/** The scripts that are loaded from now on, with their transferred bytes. */
function scriptsOf(devtools: CDPSession): ReadonlyMap<string, number> {
  const urls = new Map<string, string>();
  const bytes = new Map<string, number>();
  devtools.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script') urls.set(requestId, response.url);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = urls.get(requestId);
    if (url !== undefined) bytes.set(url, encodedDataLength);
  });
  return bytes;
}

it('the overview is usable within a second for a signed-in user', async () => {
  const visitor = await scenario.signedInVisitor('/');
  const { page } = visitor;
  await disableCache(visitor);
  const duration = await medianLoadMs(visitor, async () => {
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await PAGES[0]?.[1](visitor);
    await visitor.waitUntilLive();
  });
  expect(duration).toBeLessThan(MAX_LOAD_MS);
});

it('the sign-in page is usable within a second', async () => {
  const visitor = await scenario.anonymousVisitor();
  await visitor.go('/');
  await disableCache(visitor);
  expect(await medianLoadMs(visitor, () => visitor.button('Sign in').waitFor())).toBeLessThan(MAX_LOAD_MS);
});

it.each(PAGES)('the scripts of %s are within the size limit', async (path, usable) => {
  const visitor = await scenario.signedInVisitor(path);
  const devtools = await disableCache(visitor);
  const scripts = scriptsOf(devtools);
  await visitor.page.reload({ waitUntil: 'commit' });
  await usable(visitor);
  await visitor.waitUntilLive();
  const bytes = [...scripts.values()].reduce((sum, one) => sum + one, 0);
  // Proves that sizes were measured: the scripts in index.html alone are larger.
  expect(bytes).toBeGreaterThan(MAX_SCRIPT_BYTES / 4);
  expect(bytes, [...scripts].map(([url, size]) => `${url} ${size}`).join('\n')).toBeLessThan(MAX_SCRIPT_BYTES);
});
