// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest';

import { Session } from './session';

const ISSUER = 'https://issuer.example';
const TOKENS = { id_token: 'the-id-token', access_token: 'the-access-token', refresh_token: 'the-refresh-token' };
const KEY = `oidc.user:${ISSUER}:page`;

/** A session at an issuer with this metadata, with all requests to it and all navigations. */
async function signedIn(metadata: Record<string, string>) {
  const requests: string[] = [];
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    requests.push(`${url} ${String(init?.body ?? '')}`);
    const body = url.endsWith('/.well-known/openid-configuration') ? { issuer: ISSUER, ...metadata } : {};
    return Promise.resolve(Response.json(body));
  });
  const profile = { sub: 'demo', iss: ISSUER, aud: 'page', exp: 4e9, iat: 1 };
  sessionStorage.setItem(KEY, JSON.stringify({ ...TOKENS, token_type: 'Bearer', expires_at: 4e9, profile }));
  const navigations: string[] = [];
  const session = new Session(ISSUER, 'page', (url) => navigations.push(url));
  await session.start();
  expect(session.state.get()).toBe('signed-in');
  return { session, requests, navigations };
}

afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

it('signing out revokes and removes the tokens and ends the issuer session, with no token in a URL', async () => {
  const { session, requests, navigations } = await signedIn({
    end_session_endpoint: 'https://login.example/logout',
    revocation_endpoint: 'https://login.example/oauth2/revoke',
  });
  await session.signOut();
  const end = new URL(navigations[0] ?? '');
  const returnUrl = `${location.origin}/`;
  expect(navigations.length).toBe(1);
  expect(end.origin + end.pathname).toBe('https://login.example/logout');
  expect(Object.fromEntries(end.searchParams)).toEqual({
    client_id: 'page',
    post_logout_redirect_uri: returnUrl,
    logout_uri: returnUrl,
  });
  const revoked = requests.filter((request) => request.startsWith('https://login.example/oauth2/revoke '));
  expect(revoked.length).toBe(1);
  expect(revoked[0]).toContain('token=the-refresh-token');
  for (const url of [...navigations, ...requests.map((request) => request.split(' ')[0] ?? '')]) {
    for (const token of Object.values(TOKENS)) expect(url).not.toContain(token);
  }
  expect([session.state.get(), sessionStorage.getItem(KEY)]).toEqual(['signed-out', null]);
});

it.each([{}, { end_session_endpoint: 'javascript:alert(1)' }])(
  'signing out does not navigate if the issuer has no valid logout page: %j',
  async (metadata) => {
    const { session, navigations } = await signedIn(metadata);
    await session.signOut();
    expect([session.state.get(), navigations, sessionStorage.getItem(KEY)]).toEqual(['signed-out', [], null]);
  },
);
