/** A stream by fetch whose other side is the test. */
export class FakeStream {
  readonly url: string;
  readonly init: RequestInit;
  readonly response: Promise<Response>;
  aborted = false;
  #answer: (response: Response) => void = () => {};
  #refuse: (error: Error) => void = () => {};
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;

  constructor(url: string, init: RequestInit) {
    this.url = url;
    this.init = init;
    this.response = new Promise((answer, refuse) => ([this.#answer, this.#refuse] = [answer, refuse]));
    init.signal?.addEventListener('abort', () => {
      this.aborted = true;
    });
  }

  /** A header of the request. */
  header(name: string): string | null {
    return new Headers(this.init.headers).get(name);
  }

  /** The server answers with a stream. */
  open(): void {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (this.#controller = controller) });
    this.#answer(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
  }

  /** The server answers without one. */
  refuse(status: number): void {
    this.#answer(new Response('{}', { status }));
  }

  /** There is no server. */
  fail(): void {
    this.#refuse(new TypeError('no network'));
  }

  /** The server writes this. */
  write(text: string): void {
    this.#controller?.enqueue(new TextEncoder().encode(text));
  }

  /** Something in between cuts the stream. */
  break(): void {
    this.#controller?.error(new TypeError('network error'));
  }

  /** The server ends the stream. */
  end(): void {
    this.#controller?.close();
  }
}
