import { createContext, use } from 'react';

import type { Api } from '../api/endpoints';
import type { Session } from './session';

/** What belongs to who is signed in. */
export interface Signed {
  readonly session: Session;
  readonly api: Api;
}

/** There is none outside of `SignIn`. */
export const SignedContext = createContext<Signed | null>(null);

function useSigned(): Signed {
  const signed = use(SignedContext);
  if (!signed) throw new Error('nobody is signed in here');
  return signed;
}

/** The API, as who is signed in sees it. */
export function useApi(): Api {
  return useSigned().api;
}

/** Who is signed in. */
export function useSession(): Session {
  return useSigned().session;
}
