import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';

import { useObservable } from '../../realtime/react';
import { apiOf } from '../api/endpoints';
import { Http } from '../api/http-client';
import { ErrorNote } from '../ui/error-note';
import { Wait } from '../ui/loading-page';
import type { Config } from './config';
import { SignedContext } from './session-context';
import { Ended } from './session-expired';
import { Session } from './session';
import { SignInButton } from './sign-in-button';

/** Shows its children to who is signed in, and to all others how to. */
export function SignIn({ config, clientId, children }: { config: Config; clientId: string; children: ReactNode }) {
  const [session] = useState(() => new Session(config.issuer, clientId));
  const signed = useMemo(() => ({ session, api: apiOf(new Http(session)) }), [session]);
  const { begun, error } = useBegun(session);
  const state = useObservable(session.state);
  if (!begun) return <Wait>Signing in …</Wait>;
  if (state === 'out') return <SignedOut session={session} error={error} />;
  return (
    <SignedContext value={signed}>
      {children}
      {state === 'ended' && <Ended session={session} />}
    </SignedContext>
  );
}

/** A code of the issuer's can be redeemed once, however often this is mounted. */
const beginnings = new WeakMap<Session, Promise<string | null>>();

function useBegun(session: Session): { begun: boolean; error: unknown } {
  const [outcome, setOutcome] = useState<{ begun: boolean; error: unknown }>({ begun: false, error: null });
  const [, navigate] = useLocation();
  useEffect(() => {
    const beginning = beginnings.get(session) ?? session.begin();
    beginnings.set(session, beginning);
    let gone = false;
    const end = (error: unknown, place: string | null) => {
      if (gone) return;
      if (place !== null) navigate(place, { replace: true });
      setOutcome({ begun: true, error });
    };
    beginning.then(
      (place) => end(null, place),
      (error: unknown) => end(error, '/'),
    );
    return () => void (gone = true);
  }, [session, navigate]);
  return outcome;
}

function SignedOut({ session, error }: { session: Session; error: unknown }) {
  return (
    <main className="mx-auto flex min-h-full max-w-sm flex-col justify-center gap-4 p-6">
      <h1 className="text-2xl font-semibold">Storebell</h1>
      <p className="text-muted">Orders and webhooks of all your sales channels, live.</p>
      {error !== null && <ErrorNote title="You could not be signed in" error={error} />}
      <SignInButton session={session} />
    </main>
  );
}
