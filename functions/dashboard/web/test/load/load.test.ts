import { beforeAll, expect, it } from 'vitest';

import { scene } from '../browser/scenario';
import type { Visitor } from '../browser/visitor';
import { Flood } from './load-generator';

const here = scene();
const RATE = Number(process.env['LOAD_RATE'] ?? 500);
const SECONDS = Number(process.env['LOAD_SECONDS'] ?? 60);
const LONGEST_TASK_MS = 200;
/** What lists, caches and counts may grow by once they are full. */
const MOST_GROWTH_BYTES = 8_000_000;
/** After so much of it all that is bounded is full. */
const FULL_AFTER = 1 / 3;

beforeAll(async () => {
  for (let id = 1; id <= 60; id += 1) await here.stack.send({ id });
});

/** Has the page note each task that is longer than 50 ms. */
async function watchTasks({ page }: Visitor): Promise<void> {
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      entryTypes: ['longtask'],
    });
  });
}

/** The tasks since the last question, in milliseconds. */
function tasksOf({ page }: Visitor): Promise<number[]> {
  return page.evaluate(() => (window as unknown as { tasks: number[] }).tasks.splice(0));
}

/** What the page's script holds, in bytes. */
async function heapOf({ page }: Visitor): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function pass(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** Each page, its heading, and what of the flood is to be seen on it. */
it.each([
  ['/', 'Overview', ({ page }: Visitor) => page.getByRole('list', { name: 'Events by channel' }).getByText('Myntra')],
  ['/events', 'Events', (visitor: Visitor, flood: Flood) => visitor.event(flood.newest)],
  ['/orders', 'Orders', (visitor: Visitor) => visitor.rows('orders').getByText('Delivered').first()],
  ['/orders?sort=-total', 'Orders', (visitor: Visitor) => visitor.rows('orders').getByText('Delivered').first()],
])(
  `${RATE} events a second for ${SECONDS} s, each with an order: no long task, and memory stays: %s`,
  async (path, heading, seen) => {
    const visitor = await here.stranger();
    await watchTasks(visitor);
    const flood = new Flood(visitor.page, RATE);
    await flood.listen();
    await visitor.go(path);
    await visitor.signIn('demo');
    await visitor.page.getByRole('heading', { name: heading }).first().waitFor();
    await pass(3);
    await tasksOf(visitor);

    flood.begin();
    await pass(SECONDS * FULL_AFTER);
    const tasks = await tasksOf(visitor);
    const before = await heapOf(visitor);
    // What the measurement itself costs is not the page's.
    await tasksOf(visitor);
    await pass(SECONDS * (1 - FULL_AFTER));
    tasks.push(...(await tasksOf(visitor)));
    const growth = (await heapOf(visitor)) - before;
    flood.end();

    const longest = Math.round(Math.max(0, ...tasks));
    process.stdout.write(
      `${path}: ${flood.sent} events, longest task ${longest} ms, ${tasks.length} over 50 ms, ` +
        `heap ${megabytes(before)} MB and ${megabytes(growth)} MB more at the end\n`,
    );
    expect(flood.sent).toBeGreaterThanOrEqual(RATE * SECONDS * 0.98);
    expect(longest).toBeLessThanOrEqual(LONGEST_TASK_MS);
    expect(growth).toBeLessThan(MOST_GROWTH_BYTES);
    await seen(visitor, flood).waitFor();
    expect(await visitor.page.getByTestId('connection').innerText()).toContain('Live');
  },
);
