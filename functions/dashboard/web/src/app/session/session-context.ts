import { createContext, use } from 'react';

import type { Api } from '../api/endpoints';
import type { Session } from './session';

/** The signed-in user's session and API. */
export interface SignedIn {
  readonly session: Session;
  readonly api: Api;
}

/** `null` outside of `SignIn`. */
export const SignedInContext = createContext<SignedIn | null>(null);

function useSignedIn(): SignedIn {
  const signed = use(SignedInContext);
  if (!signed) throw new Error('this component needs SignIn');
  return signed;
}

/** The API on behalf of the signed-in user. */
export function useApi(): Api {
  return useSignedIn().api;
}

export function useSession(): Session {
  return useSignedIn().session;
}
