import { ErrorResponse, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';

import { Observable } from '../../realtime/observable';
import type { TokenSource } from '../api/http-client';

/** `out`: nobody; `in`: somebody; `ended`: somebody was, and must sign in again to go on. */
export type SessionState = 'out' | 'in' | 'ended';

/** Where the issuer sends people back to. */
export const SIGNED_IN_PATH = '/signed-in';
/** How long before its end a token is replaced: longer than a request takes. */
const RENEW_BEFORE_SECONDS = 60;

/** Who is signed in. The tokens are this tab's alone and end with it. */
export class Session implements TokenSource {
  readonly state = new Observable<SessionState>('out');
  readonly #manager: UserManager;
  #user: User | null = null;
  #renewing: Promise<User> | null = null;
  readonly #clientId: string;
  readonly #go: (url: string) => void;

  /** `go` leaves the page. */
  constructor(issuer: string, clientId: string, go = (url: string) => location.assign(url)) {
    this.#clientId = clientId;
    this.#go = go;
    this.#manager = new UserManager({
      authority: issuer,
      client_id: clientId,
      redirect_uri: location.origin + SIGNED_IN_PATH,
      response_type: 'code',
      scope: 'openid',
      automaticSilentRenew: false,
      loadUserInfo: false,
      userStore: ofThisTab(),
      stateStore: ofThisTab(),
    });
  }

  /** The name that people are known by here. */
  get name(): string {
    const profile = this.#user?.profile;
    const named = profile?.['cognito:username'] ?? profile?.preferred_username ?? profile?.sub;
    return typeof named === 'string' ? named : '';
  }

  /** Goes on with what this tab has, or takes what the issuer sent. Answers where the page was, if it was sent back. */
  async begin(): Promise<string | null> {
    if (location.pathname === SIGNED_IN_PATH) {
      const user = await this.#manager.signinRedirectCallback();
      this.#become(user);
      return placeOf(user.state);
    }
    const user = await this.#manager.getUser();
    if (user && (!user.expired || user.refresh_token)) this.#become(user);
    return null;
  }

  /** Goes to the issuer, and comes back to this place. */
  async signIn(): Promise<void> {
    const { pathname, search, hash } = location;
    const place = pathname === SIGNED_IN_PATH ? '/' : pathname + search + hash;
    await this.#manager.signinRedirect({ state: place });
  }

  /** Forgets the tokens here, and the sign-in at the issuer if it knows how. */
  async signOut(): Promise<void> {
    const metadata = await this.#manager.metadataService.getMetadata().catch(() => null);
    if (metadata?.revocation_endpoint) await this.#manager.revokeTokens(['refresh_token']).catch(() => undefined);
    await this.#manager.removeUser();
    this.#user = null;
    this.state.set('out');
    const end = endOf(metadata?.end_session_endpoint, this.#clientId);
    if (end !== null) this.#go(end);
  }

  /** A token that is valid now. Many may ask at once; one renewal is made. */
  async getToken(refused = false): Promise<string> {
    const user = this.#user;
    if (!user) throw new Error('nobody is signed in');
    if (this.state.get() === 'ended') throw new Error('Your session has ended.');
    if (!refused && (user.expires_in ?? 0) > RENEW_BEFORE_SECONDS) return user.access_token;
    this.#renewing ??= this.#renew(user).finally(() => (this.#renewing = null));
    return (await this.#renewing).access_token;
  }

  async #renew(user: User): Promise<User> {
    if (!user.refresh_token) {
      this.state.set('ended');
      throw new Error('there is nothing to renew by');
    }
    try {
      const renewed = await this.#manager.signinSilent();
      if (!renewed) throw new Error('the issuer gave no token');
      this.#become(renewed);
      return renewed;
    } catch (error) {
      // Only the issuer's word ends a session: without a network it may be as good as before.
      if (error instanceof ErrorResponse) this.state.set('ended');
      throw error;
    }
  }

  #become(user: User): void {
    this.#user = user;
    this.state.set('in');
  }
}

function ofThisTab(): WebStorageStateStore {
  return new WebStorageStateStore({ store: window.sessionStorage });
}

/**
 * Where the sign-in at the issuer ends; `null` where it does not say so. The ID token, by which it might be found, is not
 * sent: no token belongs into a URL. The way back has a name in the standard and another one at Cognito, each of which the
 * others pass over: <https://openid.net/specs/openid-connect-rpinitiated-1_0.html>,
 * <https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html>.
 */
function endOf(endpoint: string | undefined, clientId: string): string | null {
  if (!endpoint || !/^https?:/.test(endpoint)) return null;
  const url = new URL(endpoint);
  const back = `${location.origin}/`;
  url.searchParams.set('client_id', clientId);
  url.searchParams.set('post_logout_redirect_uri', back);
  url.searchParams.set('logout_uri', back);
  return url.href;
}

/** A place of this page, whatever came back: only a path, never another site. */
export function placeOf(state: unknown): string {
  const isPath = typeof state === 'string' && /^\/(?![/\\])/.test(state);
  return isPath && !state.startsWith(SIGNED_IN_PATH) ? state : '/';
}
