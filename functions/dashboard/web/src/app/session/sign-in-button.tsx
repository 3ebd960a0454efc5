import { useState } from 'react';

import { Button } from '../ui/button';
import { ErrorNote } from '../ui/error-note';
import type { Session } from './session';

/** Opens the issuer's sign-in page, which leads back to the current page. */
export function SignInButton({ session }: { session: Session }) {
  const [failure, setFailure] = useState<unknown>(null);
  const [isLeaving, setLeaving] = useState(false);
  const signIn = () => {
    setLeaving(true);
    setFailure(null);
    session.signIn().catch((error: unknown) => {
      setFailure(error);
      setLeaving(false);
    });
  };
  return (
    <>
      <Button kind="primary" onClick={signIn} disabled={isLeaving}>
        {isLeaving ? 'Signing in …' : 'Sign in'}
      </Button>
      {failure !== null && <ErrorNote title="The sign-in page cannot be reached" error={failure} />}
    </>
  );
}
