import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';

import { useObservable } from '../../realtime/react';
import { createApi } from '../api/endpoints';
import { HttpClient } from '../api/http-client';
import { ErrorNote } from '../ui/error-note';
import { LoadingPage } from '../ui/loading-page';
import type { Config } from './config';
import { Session } from './session';
import { SignedInContext } from './session-context';
import { SessionExpired } from './session-expired';
import { SignInButton } from './sign-in-button';

/** Renders its children for a signed-in user, and the sign-in page otherwise. */
export function SignIn({ config, clientId, children }: { config: Config; clientId: string; children: ReactNode }) {
  const [session] = useState(() => new Session(config.issuer, clientId));
  const signed = useMemo(() => ({ session, api: createApi(new HttpClient(session)) }), [session]);
  const { isReady, error } = useSessionStart(session);
  const state = useObservable(session.state);
  if (!isReady) return <LoadingPage>Signing in …</LoadingPage>;
  if (state === 'signed-out') return <SignedOut session={session} error={error} />;
  return (
    <SignedInContext value={signed}>
      {children}
      {state === 'expired' && <SessionExpired session={session} />}
    </SignedInContext>
  );
}

/** An authorization code can be redeemed only once, however often the component is mounted. */
const starts = new WeakMap<Session, Promise<string | null>>();

function useSessionStart(session: Session): { isReady: boolean; error: unknown } {
  const [outcome, setOutcome] = useState<{ isReady: boolean; error: unknown }>({ isReady: false, error: null });
  const [, navigate] = useLocation();
  useEffect(() => {
    const start = starts.get(session) ?? session.start();
    starts.set(session, start);
    let isUnmounted = false;
    const finish = (error: unknown, path: string | null) => {
      if (isUnmounted) return;
      if (path !== null) navigate(path, { replace: true });
      setOutcome({ isReady: true, error });
    };
    start.then(
      (path) => finish(null, path),
      (error: unknown) => finish(error, '/'),
    );
    return () => void (isUnmounted = true);
  }, [session, navigate]);
  return outcome;
}

function SignedOut({ session, error }: { session: Session; error: unknown }) {
  return (
    <main className="mx-auto flex min-h-full max-w-sm flex-col justify-center gap-4 p-6">
      <h1 className="text-2xl font-semibold">Storebell</h1>
      <p className="text-muted">Live orders and webhooks of all your sales channels.</p>
      {error !== null && <ErrorNote title="Sign-in failed" error={error} />}
      <SignInButton session={session} />
    </main>
  );
}
