import { ApiError, errorFromResponse } from './api-error';

/** Provides the tokens of requests. */
export interface TokenSource {
  /** Returns a valid token; `rejected` means that the server did not accept the last one. */
  getToken(rejected?: boolean): Promise<string>;
}

/** A request, apart from its path. */
export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Sends requests to the API on behalf of one user. */
export class HttpClient {
  readonly #tokens: TokenSource;

  constructor(tokens: TokenSource) {
    this.#tokens = tokens;
  }

  /**
   * Sends a request. If the token is rejected, the request is repeated once with a renewed token.
   *
   * @throws ApiError
   */
  async request<T>(path: string, options: RequestOptions = {}): Promise<T> {
    let response = await this.#send(path, options, await this.#tokens.getToken());
    if (response.status === 401) response = await this.#send(path, options, await this.#tokens.getToken(true));
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) throw errorFromResponse(response.status, body, response.headers.get('apigw-requestid'));
    return body as T;
  }

  async #send(path: string, options: RequestOptions, token: string): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    if (options.body !== undefined) headers['content-type'] = 'application/json';
    const body = options.body === undefined ? null : JSON.stringify(options.body);
    const init: RequestInit = { method: options.method ?? 'GET', headers, body };
    if (options.signal) init.signal = options.signal;
    try {
      return await fetch(path + queryString(options.query), init);
    } catch (cause) {
      if (options.signal?.aborted) throw cause;
      throw new ApiError(0, 'unreachable', 'The server cannot be reached.', null);
    }
  }
}

/** The query string, without parameters that are not set. */
export function queryString(query: RequestOptions['query']): string {
  const set = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}
