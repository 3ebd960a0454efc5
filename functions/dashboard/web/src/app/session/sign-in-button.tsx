import { useState } from 'react';

import { Button } from '../ui/button';
import { ErrorNote } from '../ui/error-note';
import type { Session } from './session';

/** The way to the issuer, and back to this place. */
export function SignInButton({ session }: { session: Session }) {
  const [failure, setFailure] = useState<unknown>(null);
  const [going, setGoing] = useState(false);
  const go = () => {
    setGoing(true);
    setFailure(null);
    session.signIn().catch((error: unknown) => {
      setFailure(error);
      setGoing(false);
    });
  };
  return (
    <>
      <Button kind="primary" onClick={go} disabled={going}>
        {going ? 'Signing in …' : 'Sign in'}
      </Button>
      {failure !== null && <ErrorNote title="The sign-in page cannot be reached" error={failure} />}
    </>
  );
}
