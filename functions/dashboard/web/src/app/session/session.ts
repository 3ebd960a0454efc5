import { ErrorResponse, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';

import { Observable } from '../../realtime/observable';
import type { TokenSource } from '../api/http-client';

/** `expired`: the user was signed in, and must sign in again to continue. */
export type SessionState = 'signed-out' | 'signed-in' | 'expired';

/** The redirect URI's path. */
export const SIGNED_IN_PATH = '/signed-in';
/** How long before its expiry a token is renewed: longer than a request takes. */
const RENEWAL_LEAD_SECONDS = 60;

/** The user's session. Tokens are kept per tab, and are gone when it is closed. */
export class Session implements TokenSource {
  readonly state = new Observable<SessionState>('signed-out');
  readonly #manager: UserManager;
  #user: User | null = null;
  #renewing: Promise<User> | null = null;
  readonly #clientId: string;
  readonly #go: (url: string) => void;

  /** `go` navigates to another site. */
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
      userStore: tabStorage(),
      stateStore: tabStorage(),
    });
  }

  /** The user's id: the `sub` of both tokens, by which the API names members. Empty while nobody is signed in. */
  get userId(): string {
    return this.#user?.profile.sub ?? '';
  }

  /** The user's name for people; the id, if the issuer gives no name. */
  get name(): string {
    return this.#user?.profile.preferred_username ?? this.userId;
  }

  /**
   * Continues the tab's session, or completes a sign-in. Returns the path to go to after a sign-in, else `null`.
   */
  async start(): Promise<string | null> {
    if (location.pathname === SIGNED_IN_PATH) {
      const user = await this.#manager.signinRedirectCallback();
      this.#become(user);
      return returnPath(user.state);
    }
    const user = await this.#manager.getUser();
    if (user && (!user.expired || user.refresh_token)) this.#become(user);
    return null;
  }

  /** Opens the issuer's sign-in page. Afterwards the user returns to the current page. */
  async signIn(): Promise<void> {
    const { pathname, search, hash } = location;
    const path = pathname === SIGNED_IN_PATH ? '/' : pathname + search + hash;
    await this.#manager.signinRedirect({ state: path });
  }

  /** Revokes and removes the tokens, and ends the issuer's session if it has an endpoint for that. */
  async signOut(): Promise<void> {
    const metadata = await this.#manager.metadataService.getMetadata().catch(() => null);
    if (metadata?.revocation_endpoint) await this.#manager.revokeTokens(['refresh_token']).catch(() => undefined);
    await this.#manager.removeUser();
    this.#user = null;
    this.state.set('signed-out');
    const url = logoutUrl(metadata?.end_session_endpoint, this.#clientId);
    if (url !== null) this.#go(url);
  }

  /** Returns a valid token. Concurrent callers share one renewal. */
  async getToken(rejected = false): Promise<string> {
    const user = this.#user;
    if (!user) throw new Error('the user is not signed in');
    if (this.state.get() === 'expired') throw new Error('Your session has ended.');
    if (!rejected && (user.expires_in ?? 0) > RENEWAL_LEAD_SECONDS) return user.access_token;
    this.#renewing ??= this.#renew(user).finally(() => (this.#renewing = null));
    return (await this.#renewing).access_token;
  }

  async #renew(user: User): Promise<User> {
    if (!user.refresh_token) {
      this.state.set('expired');
      throw new Error('the session has no refresh token');
    }
    try {
      const renewed = await this.#manager.signinSilent();
      if (!renewed) throw new Error('the issuer returned no token');
      this.#become(renewed);
      return renewed;
    } catch (error) {
      // Only a response of the issuer ends the session: after a network error the token may still be renewed.
      if (error instanceof ErrorResponse) this.state.set('expired');
      throw error;
    }
  }

  #become(user: User): void {
    this.#user = user;
    this.state.set('signed-in');
  }
}

function tabStorage(): WebStorageStateStore {
  return new WebStorageStateStore({ store: window.sessionStorage });
}

/**
 * The URL that ends the issuer's session; `null` if there is none. The ID token that would identify the session is not
 * sent, because a token must not be part of a URL. The standard and Cognito have different parameters for the return
 * URL, and each ignores the other's: <https://openid.net/specs/openid-connect-rpinitiated-1_0.html>,
 * <https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html>.
 */
function logoutUrl(endpoint: string | undefined, clientId: string): string | null {
  if (!endpoint || !/^https?:/.test(endpoint)) return null;
  const url = new URL(endpoint);
  const returnUrl = `${location.origin}/`;
  url.searchParams.set('client_id', clientId);
  url.searchParams.set('post_logout_redirect_uri', returnUrl);
  url.searchParams.set('logout_uri', returnUrl);
  return url.href;
}

/**
 * The path to return to after a sign-in. Whatever the state contains, it is a path of this page and never another site.
 */
export function returnPath(state: unknown): string {
  const isPath = typeof state === 'string' && /^\/(?![/\\])/.test(state);
  return isPath && !state.startsWith(SIGNED_IN_PATH) ? state : '/';
}
