import { type CDPSession } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';

import { scene } from './scenario';
import type { Visitor } from './visitor';

const here = scene();
/** Who opens the page can use it within this time. */
const MOST_MS = 1000;
/** All script that a page needs until it can be used, as it is sent. */
const MOST_BYTES = 200 * 1024;
const TIMES = 5;
let event = '';

/** Each page, and what of it stands in no document that is still empty. */
const PAGES: readonly (readonly [path: string, usable: (visitor: Visitor) => Promise<void>])[] = [
  ['/', ({ page }) => page.getByText(/^[1-9][\d,]* processed$/).waitFor()],
  ['/events', (visitor) => visitor.event(event).waitFor()],
  ['/orders', (visitor) => visitor.order(1).waitFor()],
  ['/integrations', ({ page }) => page.getByText('Last webhook').first().waitFor()],
];

beforeAll(async () => {
  event = await here.stack.send({ id: 1 });
});

/** A browser that has nothing of the page, each time anew. */
async function withoutCache({ page }: Visitor): Promise<CDPSession> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  return devtools;
}

/** How long it takes until the page can be used after it was loaded anew: the middle one of some times. */
async function loading({ page }: Visitor, usable: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const begun = performance.now();
    await page.reload({ waitUntil: 'commit' });
    await usable();
    took.push(performance.now() - begun);
  }
  return took.toSorted((a, b) => a - b)[Math.floor(TIMES / 2)] ?? Infinity;
}

/** The scripts that come from now on, with their bytes as they are sent. */
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

it('who is signed in can use the first page within a second', async () => {
  const visitor = await here.visitor('/');
  const { page } = visitor;
  await withoutCache(visitor);
  const took = await loading(visitor, async () => {
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await PAGES[0]?.[1](visitor);
    await visitor.live();
  });
  expect(took).toBeLessThan(MOST_MS);
});

it('who is not can sign in within a second', async () => {
  const visitor = await here.stranger();
  await visitor.go('/');
  await withoutCache(visitor);
  expect(await loading(visitor, () => visitor.button('Sign in').waitFor())).toBeLessThan(MOST_MS);
});

it.each(PAGES)('%s needs no more script than is allowed', async (path, usable) => {
  const visitor = await here.visitor(path);
  const devtools = await withoutCache(visitor);
  const scripts = scriptsOf(devtools);
  await visitor.page.reload({ waitUntil: 'commit' });
  await usable(visitor);
  await visitor.live();
  const bytes = [...scripts.values()].reduce((sum, one) => sum + one, 0);
  // It was counted at all: what index.html names is more than this.
  expect(bytes).toBeGreaterThan(MOST_BYTES / 4);
  expect(bytes, [...scripts].map(([url, size]) => `${url} ${size}`).join('\n')).toBeLessThan(MOST_BYTES);
});
