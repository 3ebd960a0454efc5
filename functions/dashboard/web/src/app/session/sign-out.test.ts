// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest';

import { Session } from './session';

const ISSUER = 'https://issuer.example';
const TOKENS = { id_token: 'the-id-token', access_token: 'the-access-token', refresh_token: 'the-refresh-token' };
const KEY = `oidc.user:${ISSUER}:page`;

/** Somebody is signed in at an issuer with this metadata; gives what was asked of it, and where the page went. */
async function signedIn(metadata: Record<string, string>) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    asked.push(`${url} ${String(init?.body ?? '')}`);
    const body = url.endsWith('/.well-known/openid-configuration') ? { issuer: ISSUER, ...metadata } : {};
    return Promise.resolve(Response.json(body));
  });
  const profile = { sub: 'demo', iss: ISSUER, aud: 'page', exp: 4e9, iat: 1 };
  sessionStorage.setItem(KEY, JSON.stringify({ ...TOKENS, token_type: 'Bearer', expires_at: 4e9, profile }));
  const went: string[] = [];
  const session = new Session(ISSUER, 'page', (url) => went.push(url));
  await session.begin();
  expect(session.state.get()).toBe('in');
  return { session, asked, went };
}

afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

it('revokes, forgets, and ends the sign-in at the issuer with no token in a URL', async () => {
  const { session, asked, went } = await signedIn({
    end_session_endpoint: 'https://login.example/logout',
    revocation_endpoint: 'https://login.example/oauth2/revoke',
  });
  await session.signOut();
  const end = new URL(went[0] ?? '');
  const back = `${location.origin}/`;
  expect(went.length).toBe(1);
  expect(end.origin + end.pathname).toBe('https://login.example/logout');
  expect(Object.fromEntries(end.searchParams)).toEqual({
    client_id: 'page',
    post_logout_redirect_uri: back,
    logout_uri: back,
  });
  const revoked = asked.filter((request) => request.startsWith('https://login.example/oauth2/revoke '));
  expect(revoked.length).toBe(1);
  expect(revoked[0]).toContain('token=the-refresh-token');
  for (const url of [...went, ...asked.map((request) => request.split(' ')[0] ?? '')]) {
    for (const token of Object.values(TOKENS)) expect(url).not.toContain(token);
  }
  expect([session.state.get(), sessionStorage.getItem(KEY)]).toEqual(['out', null]);
});

it.each([{}, { end_session_endpoint: 'javascript:alert(1)' }])(
  'stays where the issuer names no page that ends a sign-in: %j',
  async (metadata) => {
    const { session, went } = await signedIn(metadata);
    await session.signOut();
    expect([session.state.get(), went, sessionStorage.getItem(KEY)]).toEqual(['out', [], null]);
  },
);
