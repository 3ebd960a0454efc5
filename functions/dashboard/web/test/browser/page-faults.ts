import type { BrowserContext, Page } from 'playwright-core';

/** All that must not happen in a browser while somebody uses the page, in words. */
export class Faults {
  readonly #origin: string;
  readonly #found: string[] = [];
  /** What a story brings about itself, such as a server that is not there. */
  readonly expected: RegExp[] = [];

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Looks at everything that this browser does from now on. */
  async watch(context: BrowserContext, page: Page): Promise<void> {
    // The browser runs it before all scripts of each page. What it writes comes back as an error of the console.
    await context.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
        // oxlint-disable-next-line no-console
        console.error(`against the policy: ${effectiveDirective} ${blockedURI} ${sample}`),
      ),
    );
    context.on('request', (request) => this.#asked(request.url()));
    page.on('websocket', (socket) => this.#asked(socket.url().replace(/^ws/, 'http')));
    page.on('pageerror', (error) => this.#found.push(`an error: ${String(error)}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.#found.push(`the console: ${message.text()} (${message.location().url})`);
    });
    page.on('dialog', (dialog) => {
      this.#found.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /** What was found and is not expected. */
  get all(): readonly string[] {
    return this.#found.filter((fault) => !this.expected.some((one) => one.test(fault)));
  }

  #asked(url: string): void {
    if (new URL(url).origin !== this.#origin) this.#found.push(`a request to ${url}`);
  }
}
