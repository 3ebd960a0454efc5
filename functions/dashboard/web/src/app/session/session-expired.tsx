import { Dialog as Radix } from 'radix-ui';

import { DIALOG, DIALOG_CONTENT, OVERLAY } from '../ui/dialog-frame';
import type { Session } from './session';
import { SignInButton } from './sign-in-button';

/** Covers the page, which stays in place, until the user signs in again. */
export function SessionExpired({ session }: { session: Session }) {
  return (
    <Radix.Root open>
      <Radix.Portal>
        <div className={OVERLAY} />
        <Radix.Content role="alertdialog" aria-modal="true" className={DIALOG}>
          <Radix.Title className="px-5 pt-4 pb-2 text-lg font-semibold">Your session has ended</Radix.Title>
          <div className={`${DIALOG_CONTENT} pb-5`}>
            <Radix.Description className="mb-4 text-muted">
              Sign in again to continue where you left off.
            </Radix.Description>
            <SignInButton session={session} />
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
