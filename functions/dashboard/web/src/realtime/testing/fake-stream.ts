/** A stream opened with `fetch` whose server is the test. */
export class FakeStream {
  readonly url: string;
  readonly init: RequestInit;
  readonly response: Promise<Response>;
  aborted = false;
  #resolve: (response: Response) => void = () => {};
  #reject: (error: Error) => void = () => {};
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;

  constructor(url: string, init: RequestInit) {
    this.url = url;
    this.init = init;
    this.response = new Promise((resolve, reject) => ([this.#resolve, this.#reject] = [resolve, reject]));
    init.signal?.addEventListener('abort', () => {
      this.aborted = true;
    });
  }

  /** A header of the request. */
  header(name: string): string | null {
    return new Headers(this.init.headers).get(name);
  }

  /** The server responds with a stream. */
  open(): void {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (this.#controller = controller) });
    this.#resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
  }

  /** The server responds with an error. */
  respondWith(status: number): void {
    this.#resolve(new Response('{}', { status }));
  }

  /** The server cannot be reached. */
  fail(): void {
    this.#reject(new TypeError('no network'));
  }

  /** The server sends data. */
  write(text: string): void {
    this.#controller?.enqueue(new TextEncoder().encode(text));
  }

  /** A proxy cuts the stream. */
  break(): void {
    this.#controller?.error(new TypeError('network error'));
  }

  /** The server ends the stream. */
  end(): void {
    this.#controller?.close();
  }
}
