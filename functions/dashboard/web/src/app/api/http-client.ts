import { ApiError, errorOf } from './api-error';

/** From where a request takes its token. */
export interface TokenSource {
  /** A token that is valid now; `true` if the last one was refused. */
  getToken(refused?: boolean): Promise<string>;
}

/** What is asked besides the path. */
export interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** The API, as one user sees it. */
export class Http {
  readonly #tokens: TokenSource;

  constructor(tokens: TokenSource) {
    this.#tokens = tokens;
  }

  /**
   * Asks, with a renewed token where the first one is refused.
   *
   * @throws ApiError
   */
  async ask<T>(path: string, asked: Asked = {}): Promise<T> {
    let answer = await this.#send(path, asked, await this.#tokens.getToken());
    if (answer.status === 401) answer = await this.#send(path, asked, await this.#tokens.getToken(true));
    const body: unknown = await answer.json().catch(() => null);
    if (!answer.ok) throw errorOf(answer.status, body, answer.headers.get('apigw-requestid'));
    return body as T;
  }

  async #send(path: string, asked: Asked, token: string): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    if (asked.body !== undefined) headers['content-type'] = 'application/json';
    const body = asked.body === undefined ? null : JSON.stringify(asked.body);
    const init: RequestInit = { method: asked.method ?? 'GET', headers, body };
    if (asked.signal) init.signal = asked.signal;
    try {
      return await fetch(path + queryOf(asked.query), init);
    } catch (cause) {
      if (asked.signal?.aborted) throw cause;
      throw new ApiError(0, 'unreachable', 'The server cannot be reached.', null);
    }
  }
}

/** The query of a URL, without what is not set. */
export function queryOf(query: Asked['query']): string {
  const set = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}
