import { Dialog as Radix } from 'radix-ui';

import { FRAME, INSIDE, VEIL } from '../ui/dialog-frame';
import type { Session } from './session';
import { SignInButton } from './sign-in-button';

/** Stands over the page, which stays as it is behind, and goes with nothing but a sign-in. */
export function Ended({ session }: { session: Session }) {
  return (
    <Radix.Root open>
      <Radix.Portal>
        <div className={VEIL} />
        <Radix.Content role="alertdialog" aria-modal="true" className={FRAME}>
          <Radix.Title className="px-5 pt-4 pb-2 text-lg font-semibold">Your session has ended</Radix.Title>
          <div className={`${INSIDE} pb-5`}>
            <Radix.Description className="mb-4 text-muted">
              Sign in again to go on. You come back to this place.
            </Radix.Description>
            <SignInButton session={session} />
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
