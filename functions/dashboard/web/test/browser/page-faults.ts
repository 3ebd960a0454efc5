import type { BrowserContext, Page } from 'playwright-core';

/** Records everything that must not happen in a browser, such as errors and requests to other sites. */
export class PageFaults {
  readonly #origin: string;
  readonly #faults: string[] = [];
  /** Faults that the scenario causes itself, such as a server that cannot be reached. */
  readonly expected: RegExp[] = [];

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Starts recording. */
  async watch(context: BrowserContext, page: Page): Promise<void> {
    // The browser runs this before each page's scripts. Its output arrives as a console error.
    await context.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
        // oxlint-disable-next-line no-console
        console.error(`content security policy violation: ${effectiveDirective} ${blockedURI} ${sample}`),
      ),
    );
    context.on('request', (request) => this.#checkOrigin(request.url()));
    page.on('websocket', (socket) => this.#checkOrigin(socket.url().replace(/^ws/, 'http')));
    page.on('pageerror', (error) => this.#faults.push(`error: ${String(error)}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.#faults.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('dialog', (dialog) => {
      this.#faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /** The faults that are not expected. */
  get all(): readonly string[] {
    return this.#faults.filter((fault) => !this.expected.some((pattern) => pattern.test(fault)));
  }

  #checkOrigin(url: string): void {
    if (new URL(url).origin !== this.#origin) this.#faults.push(`request to ${url}`);
  }
}
