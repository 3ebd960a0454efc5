import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';

import type { Stack } from '../stack';
import { Faults } from './page-faults';

/** How long anything is waited for. */
const PATIENCE_MS = 20_000;
/** A page has no more places for the focus. */
const MOST_TABS = 80;

/** Somebody with a browser of his own, who is signed in. */
export class Visitor {
  readonly page: Page;
  readonly faults: Faults;
  /** What came by WebSocket, frame by frame. */
  readonly frames: string[] = [];
  readonly #context: BrowserContext;
  readonly #stack: Stack;

  private constructor(context: BrowserContext, page: Page, stack: Stack) {
    this.#context = context;
    this.#stack = stack;
    this.page = page;
    this.faults = new Faults(stack.url(''));
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => this.frames.push(String(payload))));
  }

  /** Opens a browser window that knows nobody. */
  static async come(browser: Browser, stack: Stack, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const visitor = new Visitor(context, await context.newPage(), stack);
    await visitor.faults.watch(context, visitor.page);
    return visitor;
  }

  /** Goes to a place of the page, as somebody who types its address. */
  async go(path: string): Promise<void> {
    await this.page.goto(this.#stack.url(path));
  }

  /** Signs in from where the page is, and waits until it is live. */
  async signIn(user: string): Promise<void> {
    await this.button('Sign in').click();
    await this.page.getByRole('heading', { name: 'Sign in to Storebell' }).waitFor();
    if (user === 'demo') await this.button('demo').click();
    else {
      await this.page.getByLabel('Another user').fill(user);
      await this.button('Sign in').click();
    }
    await this.live();
  }

  /** Waits until the page says that it is live. */
  async live(): Promise<void> {
    await this.connection('Live').waitFor();
  }

  /** The word by which the page says how it stands with being live. */
  connection(word: string): Locator {
    return this.page.getByTestId('connection').getByText(word, { exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The row of an event in the list, or its card. */
  event(id: string): Locator {
    return this.rows('events').filter({ has: this.page.locator(`a[href^="/events/${id}"]`) });
  }

  /** The row of an order of the demo's shop in the list, or its card. */
  order(id: number | string): Locator {
    return this.rows('orders').filter({ has: this.page.locator(`a[href^="/orders/demo-shopify/${id}"]`) });
  }

  /** The rows of a list that are in the document, without its head. */
  rows(what: 'events' | 'orders'): Locator {
    const list = this.page.getByRole('region', { name: `List of ${what}` });
    return list.locator('[data-index]');
  }

  /** Goes to it by the tab key alone. */
  async tabTo(wanted: Locator): Promise<void> {
    await wanted.waitFor();
    for (let pressed = 0; pressed < MOST_TABS; pressed += 1) {
      await this.page.keyboard.press('Tab');
      if (await this.hasFocus(wanted)) return;
    }
    throw new Error('the tab key does not lead there');
  }

  /** Whether it has the focus. */
  hasFocus(wanted: Locator): Promise<boolean> {
    return wanted.evaluate((element) => element === document.activeElement);
  }

  /** Marks the document; a document that was loaded anew has no mark. */
  async mark(): Promise<void> {
    await this.page.evaluate(() => document.documentElement.setAttribute('data-marked', ''));
  }

  /** Whether it is still the document that was marked. */
  isMarked(): Promise<boolean> {
    return this.page.evaluate(() => document.documentElement.hasAttribute('data-marked'));
  }

  /** What the browser keeps for longer than this tab. */
  async kept(): Promise<string[]> {
    const { cookies, origins } = await this.#context.storageState();
    const stored = origins.flatMap(({ localStorage }) => localStorage.map(({ name, value }) => `${name}=${value}`));
    return [...stored, ...cookies.filter(({ httpOnly }) => !httpOnly).map(({ name }) => `cookie ${name}`)];
  }

  async leave(): Promise<void> {
    await this.#context.close();
  }
}
