import { AlertDialog as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

import { Button } from './button';
import { DialogActions } from './dialog';
import { DIALOG, DIALOG_CONTENT, OVERLAY } from './dialog-frame';

/**
 * Asks for confirmation of an irreversible action. The Cancel button has the initial focus, unless a child takes it.
 */
export function AlertDialog({
  title,
  description,
  trigger,
  children,
}: {
  title: string;
  /** The consequences. */
  description: string;
  trigger: ReactElement;
  children: ReactNode;
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <div className={OVERLAY} />
        <Radix.Content aria-modal="true" className={DIALOG}>
          <Radix.Title className="px-5 pt-4 pb-2 text-lg font-semibold break-words">{title}</Radix.Title>
          <div className={DIALOG_CONTENT}>
            <Radix.Description>{description}</Radix.Description>
            {children}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function CancelButton() {
  return (
    <Radix.Cancel asChild>
      <Button>Cancel</Button>
    </Radix.Cancel>
  );
}

/** A confirmation dialog with one action. */
export function ConfirmDialog({
  action,
  onConfirm,
  ...dialog
}: {
  title: string;
  description: string;
  trigger: ReactElement;
  /** The label of the button that confirms. */
  action: string;
  onConfirm: () => void;
}) {
  return (
    <AlertDialog {...dialog}>
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
