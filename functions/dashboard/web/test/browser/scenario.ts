import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

import { Stack } from '../stack';
import { Visitor } from './visitor';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
/** It talks to the stack alone: nothing of its own goes out. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** What may be kept on a device: how the page looks. */
const HARMLESS = /^storebell\.theme=(light|dark|system)$/;

/** A stack, a browser, and those who come with one. */
export class Scene {
  #stack: Stack | null = null;
  #browser: Browser | null = null;
  readonly #visitors: Visitor[] = [];

  get stack(): Stack {
    if (!this.#stack) throw new Error('the stack has not been started');
    return this.#stack;
  }

  async open(options: string[]): Promise<void> {
    this.#stack = await Stack.start(...options);
    this.#browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: ARGUMENTS });
  }

  /** Somebody who has not signed in and sees no page yet. */
  async stranger(options: BrowserContextOptions = {}): Promise<Visitor> {
    if (!this.#browser) throw new Error('the browser has not been started');
    const visitor = await Visitor.come(this.#browser, this.stack, options);
    this.#visitors.push(visitor);
    return visitor;
  }

  /** Somebody who has signed in at a place of the page. */
  async visitor(path: string, user = 'demo', options: BrowserContextOptions = {}): Promise<Visitor> {
    const visitor = await this.stranger(options);
    await visitor.go(path);
    await visitor.signIn(user);
    return visitor;
  }

  /** Nothing went wrong in any browser, and nothing is left on its device. */
  async end(): Promise<void> {
    const visitors = this.#visitors.splice(0);
    try {
      for (const visitor of visitors) {
        expect(visitor.faults.all).toEqual([]);
        expect((await visitor.kept()).filter((kept) => !HARMLESS.test(kept))).toEqual([]);
      }
    } finally {
      for (const visitor of visitors) await visitor.leave();
    }
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.#stack?.remove();
  }
}

/** A scene for the stories of one file; `options` are those of `storebell serve`. */
export function scene(...options: string[]): Scene {
  const made = new Scene();
  beforeAll(() => made.open(options));
  afterEach(() => made.end());
  afterAll(() => made.close());
  return made;
}
