import { AlertDialog as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

import { Button } from './button';
import { DialogActions } from './dialog';
import { FRAME, INSIDE, VEIL } from './dialog-frame';

/** Asks before something is done that cannot be taken back. The focus is at first on the way out, if nothing else takes it. */
export function AlertDialog({
  title,
  description,
  trigger,
  children,
}: {
  title: string;
  /** What comes of it. */
  description: string;
  trigger: ReactElement;
  children: ReactNode;
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <div className={VEIL} />
        <Radix.Content aria-modal="true" className={FRAME}>
          <Radix.Title className="px-5 pt-4 pb-2 text-lg font-semibold break-words">{title}</Radix.Title>
          <div className={INSIDE}>
            <Radix.Description>{description}</Radix.Description>
            {children}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The way out. */
export function CancelButton() {
  return (
    <Radix.Cancel asChild>
      <Button>Cancel</Button>
    </Radix.Cancel>
  );
}

/** Asks, and does it once that was answered. */
export function Confirm({
  action,
  onConfirm,
  ...asked
}: {
  title: string;
  description: string;
  trigger: ReactElement;
  /** What is done, in the words of its button. */
  action: string;
  onConfirm: () => void;
}) {
  return (
    <AlertDialog {...asked}>
      <DialogActions>
        <CancelButton />
        <Radix.Action asChild>
          <Button kind="danger" onClick={onConfirm}>
            {action}
          </Button>
        </Radix.Action>
      </DialogActions>
    </AlertDialog>
  );
}
