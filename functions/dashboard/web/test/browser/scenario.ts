import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

import { Stack } from '../stack';
import { Visitor } from './visitor';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
/** The browser must not send requests of its own. */
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** The only data that the page may persist on a device: the theme. */
const ALLOWED_DATA = /^storebell\.theme=(light|dark|system)$/;

/** A stack and a browser with its visitors. */
export class Scenario {
  #stack: Stack | null = null;
  #browser: Browser | null = null;
  readonly #visitors: Visitor[] = [];

  get stack(): Stack {
    if (!this.#stack) throw new Error('the stack has not been started');
    return this.#stack;
  }

  async open(options: string[]): Promise<void> {
    this.#stack = await Stack.start(...options);
    this.#browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: CHROMIUM_ARGUMENTS });
  }

  /** A visitor who has not signed in and has not opened a page. */
  async anonymousVisitor(options: BrowserContextOptions = {}): Promise<Visitor> {
    if (!this.#browser) throw new Error('the browser has not been started');
    const visitor = await Visitor.open(this.#browser, this.stack, options);
    this.#visitors.push(visitor);
    return visitor;
  }

  /** A visitor who has signed in at this path. */
  async signedInVisitor(path: string, user = 'demo', options: BrowserContextOptions = {}): Promise<Visitor> {
    const visitor = await this.anonymousVisitor(options);
    await visitor.go(path);
    await visitor.signIn(user);
    return visitor;
  }

  /** Closes all visitors' windows, and asserts that nothing went wrong and no data is left on the device. */
  async closeVisitors(): Promise<void> {
    const visitors = this.#visitors.splice(0);
    try {
      for (const visitor of visitors) {
        expect(visitor.faults.all).toEqual([]);
        expect((await visitor.persistedData()).filter((item) => !ALLOWED_DATA.test(item))).toEqual([]);
      }
    } finally {
      for (const visitor of visitors) await visitor.close();
    }
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.#stack?.remove();
  }
}

/** A scenario for the tests of one file; `options` are those of `storebell serve`. */
export function createScenario(...options: string[]): Scenario {
  const scenario = new Scenario();
  beforeAll(() => scenario.open(options));
  afterEach(() => scenario.closeVisitors());
  afterAll(() => scenario.close());
  return scenario;
}
