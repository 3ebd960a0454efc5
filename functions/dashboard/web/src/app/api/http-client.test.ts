import { afterEach, describe, expect, it, vi } from 'vitest';

import { ApiError, isUnavailable, isTransient } from './api-error';
import { HttpClient, queryString } from './http-client';

afterEach(() => void vi.unstubAllGlobals());

function clientWith(responses: readonly (Response | Error)[]) {
  const remaining = [...responses];
  const requests: { url: string; init: RequestInit }[] = [];
  const tokens: boolean[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    requests.push({ url, init });
    const next = remaining.shift();
    if (!next || next instanceof Error) throw next ?? new Error('no further response');
    return next;
  });
  const http = new HttpClient({
    getToken: async (rejected = false) => {
      tokens.push(rejected);
      return rejected ? 'new' : 'old';
    },
  });
  return { http, requests, tokens };
}
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

describe('HTTP client', () => {
  it('a rejected token is renewed once and the request repeated', async () => {
    const { http, requests, tokens } = clientWith([json(401, {}), json(200, { ok: 1 })]);
    expect(await http.request('/api/x')).toEqual({ ok: 1 });
    expect(tokens).toEqual([false, true]);
    expect(requests.map(({ init }) => (init.headers as Record<string, string>)['authorization'])).toEqual([
      'Bearer old',
      'Bearer new',
    ]);
    const rejectedTwice = clientWith([
      json(401, {}),
      json(401, { error: 'unauthorized', message: 'No.', request_id: 'r' }),
    ]);
    await expect(rejectedTwice.http.request('/api/x')).rejects.toMatchObject({ status: 401, requestId: 'r' });
  });

  it('only parameters that are set are sent, and the token is not part of the URL', async () => {
    const { http, requests } = clientWith([json(200, {})]);
    await http.request('/api/x', { method: 'POST', query: { a: 'ü&b', none: undefined, empty: '' }, body: { n: 1 } });
    expect(requests[0]?.url).toBe('/api/x?a=%C3%BC%26b');
    expect(requests[0]?.init).toMatchObject({ method: 'POST', body: '{"n":1}' });
    expect(queryString({})).toBe('');
  });

  it('an error response is thrown with its code, message and request id', async () => {
    const { http } = clientWith([json(403, { error: 'forbidden', message: 'You may not.', request_id: 'abc' })]);
    await expect(http.request('/api/x')).rejects.toMatchObject({
      code: 'forbidden',
      message: 'You may not.',
      requestId: 'abc',
    });
  });

  it('an error response that is not JSON has the request id of the gateway', async () => {
    const { http } = clientWith([new Response('<html>', { status: 502, headers: { 'apigw-requestid': 'gw' } })]);
    const error: unknown = await http.request('/api/x').catch((failure: unknown) => failure);
    expect(error).toMatchObject({ status: 502, requestId: 'gw' });
    expect([isTransient(error), isUnavailable(error)]).toEqual([true, false]);
  });

  it('a network error is transient', async () => {
    const { http } = clientWith([new TypeError('failed to fetch')]);
    const error: unknown = await http.request('/api/x').catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(ApiError);
    expect(isTransient(error)).toBe(true);
  });
});
