import { beforeAll, expect, it } from 'vitest';

import { createScenario } from '../browser/scenario';
import type { Visitor } from '../browser/visitor';
import { LoadGenerator } from './load-generator';

const scenario = createScenario();
const RATE = Number(process.env['LOAD_RATE'] ?? 500);
const SECONDS = Number(process.env['LOAD_SECONDS'] ?? 60);
const MAX_TASK_MS = 200;
/** How much the heap may grow once lists, caches and counts have reached their limits. */
const MAX_GROWTH_BYTES = 8_000_000;
/** The share of the duration after which they have reached their limits. */
const WARM_UP_SHARE = 1 / 3;

beforeAll(async () => {
  for (let id = 1; id <= 60; id += 1) await scenario.stack.send({ id });
});

/** Records the page's long tasks, which take over 50 ms. */
async function watchTasks({ page }: Visitor): Promise<void> {
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      entryTypes: ['longtask'],
    });
  });
}

/** The durations of the long tasks since the last call, in milliseconds. */
function tasksOf({ page }: Visitor): Promise<number[]> {
  return page.evaluate(() => (window as unknown as { tasks: number[] }).tasks.splice(0));
}

/** The size of the page's heap in bytes. */
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

function wait(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** Each page with its heading and an element that the load changes. */
it.each([
  ['/', 'Overview', ({ page }: Visitor) => page.getByRole('list', { name: 'Events by channel' }).getByText('Myntra')],
  ['/events', 'Events', (visitor: Visitor, load: LoadGenerator) => visitor.event(load.newest)],
  ['/orders', 'Orders', (visitor: Visitor) => visitor.rows('orders').getByText('Delivered').first()],
  ['/orders?sort=-total', 'Orders', (visitor: Visitor) => visitor.rows('orders').getByText('Delivered').first()],
])(
  `${RATE} events per second for ${SECONDS} s cause no long task and no heap growth: %s`,
  async (path, heading, changed) => {
    const visitor = await scenario.anonymousVisitor();
    await watchTasks(visitor);
    const load = new LoadGenerator(visitor.page, RATE);
    await load.intercept();
    await visitor.go(path);
    await visitor.signIn('demo');
    await visitor.page.getByRole('heading', { name: heading }).first().waitFor();
    await wait(3);
    await tasksOf(visitor);

    load.start();
    await wait(SECONDS * WARM_UP_SHARE);
    const tasks = await tasksOf(visitor);
    const before = await heapOf(visitor);
    // Discards the long tasks of the measurement itself.
    await tasksOf(visitor);
    await wait(SECONDS * (1 - WARM_UP_SHARE));
    tasks.push(...(await tasksOf(visitor)));
    const growth = (await heapOf(visitor)) - before;
    load.stop();

    const longest = Math.round(Math.max(0, ...tasks));
    process.stdout.write(
      `${path}: ${load.sent} events, longest task ${longest} ms, ${tasks.length} over 50 ms, ` +
        `heap ${megabytes(before)} MB and ${megabytes(growth)} MB more at the end\n`,
    );
    expect(load.sent).toBeGreaterThanOrEqual(RATE * SECONDS * 0.98);
    expect(longest).toBeLessThanOrEqual(MAX_TASK_MS);
    expect(growth).toBeLessThan(MAX_GROWTH_BYTES);
    await changed(visitor, load).waitFor();
    expect(await visitor.page.getByTestId('connection').innerText()).toContain('Live');
  },
);
