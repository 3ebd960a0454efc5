import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';

import type { Stack } from '../stack';
import { PageFaults } from './page-faults';

/** The timeout of each wait. */
const TIMEOUT_MS = 20_000;
/** More than a page has focusable elements. */
const MAX_TAB_PRESSES = 80;

/** A user with their own browser window. */
export class Visitor {
  readonly page: Page;
  readonly faults: PageFaults;
  /** All WebSocket frames that were received. */
  readonly frames: string[] = [];
  readonly #context: BrowserContext;
  readonly #stack: Stack;

  private constructor(context: BrowserContext, page: Page, stack: Stack) {
    this.#context = context;
    this.#stack = stack;
    this.page = page;
    this.faults = new PageFaults(stack.url(''));
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => this.frames.push(String(payload))));
  }

  /** Opens a browser window without any stored data. */
  static async open(browser: Browser, stack: Stack, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    context.setDefaultTimeout(TIMEOUT_MS);
    const visitor = new Visitor(context, await context.newPage(), stack);
    await visitor.faults.watch(context, visitor.page);
    return visitor;
  }

  /** Navigates to a path, as if its URL was typed. */
  async go(path: string): Promise<void> {
    await this.page.goto(this.#stack.url(path));
  }

  /** Signs in from the current page, and waits until the page is live. */
  async signIn(user: string): Promise<void> {
    await this.button('Sign in').click();
    await this.page.getByRole('heading', { name: 'Sign in to Storebell' }).waitFor();
    if (user === 'demo') await this.button('demo').click();
    else {
      await this.page.getByLabel('Another user').fill(user);
      await this.button('Sign in').click();
    }
    await this.waitUntilLive();
  }

  /** Waits until the page shows that it is live. */
  async waitUntilLive(): Promise<void> {
    await this.connection('Live').waitFor();
  }

  /** The connection indicator with this label. */
  connection(label: string): Locator {
    return this.page.getByTestId('connection').getByText(label, { exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The row or card of an event in the list. */
  event(id: string): Locator {
    return this.rows('events').filter({ has: this.page.locator(`a[href^="/events/${id}"]`) });
  }

  /** The row or card of an order of the demo shop in the list. */
  order(id: number | string): Locator {
    return this.rows('orders').filter({ has: this.page.locator(`a[href^="/orders/demo-shopify/${id}"]`) });
  }

  /** The rows of a list that are in the document, without the header. */
  rows(what: 'events' | 'orders'): Locator {
    const list = this.page.getByRole('region', { name: `List of ${what}` });
    return list.locator('[data-index]');
  }

  /** Moves the focus to an element with the Tab key. */
  async tabTo(wanted: Locator): Promise<void> {
    await wanted.waitFor();
    for (let pressed = 0; pressed < MAX_TAB_PRESSES; pressed += 1) {
      await this.page.keyboard.press('Tab');
      if (await this.hasFocus(wanted)) return;
    }
    throw new Error('the Tab key does not reach the element');
  }

  /** Whether an element has the focus. */
  hasFocus(wanted: Locator): Promise<boolean> {
    return wanted.evaluate((element) => element === document.activeElement);
  }

  /** Marks the document, to detect a reload. */
  async markDocument(): Promise<void> {
    await this.page.evaluate(() => document.documentElement.setAttribute('data-marked', ''));
  }

  /** Whether the document was not reloaded since it was marked. */
  isSameDocument(): Promise<boolean> {
    return this.page.evaluate(() => document.documentElement.hasAttribute('data-marked'));
  }

  /** The data that the browser keeps after the tab is closed. */
  async persistedData(): Promise<string[]> {
    const { cookies, origins } = await this.#context.storageState();
    const stored = origins.flatMap(({ localStorage }) => localStorage.map(({ name, value }) => `${name}=${value}`));
    return [...stored, ...cookies.filter(({ httpOnly }) => !httpOnly).map(({ name }) => `cookie ${name}`)];
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}
