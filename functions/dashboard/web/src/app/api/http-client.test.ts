import { afterEach, describe, expect, it, vi } from 'vitest';

import { ApiError, isMissing, isPassing } from './api-error';
import { Http, queryOf } from './http-client';

afterEach(() => void vi.unstubAllGlobals());

function playing(answers: readonly (Response | Error)[]) {
  const left = [...answers];
  const asked: { url: string; init: RequestInit }[] = [];
  const tokens: boolean[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    asked.push({ url, init });
    const next = left.shift();
    if (!next || next instanceof Error) throw next ?? new Error('nothing more');
    return next;
  });
  const http = new Http({
    getToken: async (refused = false) => {
      tokens.push(refused);
      return refused ? 'new' : 'old';
    },
  });
  return { http, asked, tokens };
}
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

describe('a request', () => {
  it('that is refused is made once more with a renewed token, and no third time', async () => {
    const { http, asked, tokens } = playing([json(401, {}), json(200, { ok: 1 })]);
    expect(await http.ask('/api/x')).toEqual({ ok: 1 });
    expect(tokens).toEqual([false, true]);
    expect(asked.map(({ init }) => (init.headers as Record<string, string>)['authorization'])).toEqual([
      'Bearer old',
      'Bearer new',
    ]);
    const refused = playing([json(401, {}), json(401, { error: 'unauthorized', message: 'No.', request_id: 'r' })]);
    await expect(refused.http.ask('/api/x')).rejects.toMatchObject({ status: 401, requestId: 'r' });
  });

  it('sends what is set, and tokens in no URL', async () => {
    const { http, asked } = playing([json(200, {})]);
    await http.ask('/api/x', { method: 'POST', query: { a: 'ü&b', none: undefined, empty: '' }, body: { n: 1 } });
    expect(asked[0]?.url).toBe('/api/x?a=%C3%BC%26b');
    expect(asked[0]?.init).toMatchObject({ method: 'POST', body: '{"n":1}' });
    expect(queryOf({})).toBe('');
  });

  it('that fails says so in the words of the server, with the id of the request', async () => {
    const { http } = playing([json(403, { error: 'forbidden', message: 'You may not.', request_id: 'abc' })]);
    await expect(http.ask('/api/x')).rejects.toMatchObject({
      word: 'forbidden',
      message: 'You may not.',
      requestId: 'abc',
    });
  });

  it('whose answer is no JSON still has an error, and the gateway’s id', async () => {
    const { http } = playing([new Response('<html>', { status: 502, headers: { 'apigw-requestid': 'gw' } })]);
    const error: unknown = await http.ask('/api/x').catch((failure: unknown) => failure);
    expect(error).toMatchObject({ status: 502, requestId: 'gw' });
    expect([isPassing(error), isMissing(error)]).toEqual([true, false]);
  });

  it('without a network may be made again', async () => {
    const { http } = playing([new TypeError('failed to fetch')]);
    const error: unknown = await http.ask('/api/x').catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(ApiError);
    expect(isPassing(error)).toBe(true);
  });
});
