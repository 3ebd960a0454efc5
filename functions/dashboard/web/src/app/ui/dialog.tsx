import { Dialog as Radix } from 'radix-ui';
import { type ReactElement, type ReactNode, useState } from 'react';

import { Button } from './button';
import { DIALOG, DIALOG_CONTENT, OVERLAY } from './dialog-frame';

/**
 * A modal dialog with the button that opens it and gets the focus back. Its buttons and Escape close it. A click
 * outside does not, because it would discard what the user has typed.
 */
export function Dialog({
  title,
  trigger,
  children,
}: {
  title: string;
  trigger: ReactElement;
  children: (close: () => void) => ReactNode;
}) {
  const [open, setOpen] = useState(false);
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <div className={OVERLAY} />
        <Radix.Content
          aria-modal="true"
          aria-describedby={undefined}
          onInteractOutside={(event) => event.preventDefault()}
          className={DIALOG}
        >
          <Radix.Title className="px-5 pt-4 pr-24 pb-2 text-lg font-semibold break-words">{title}</Radix.Title>
          <div className={DIALOG_CONTENT}>{children(() => setOpen(false))}</div>
          {/* Last in the document, so that the initial focus is on the dialog's content. */}
          <Radix.Close asChild>
            <Button kind="quiet" className="absolute top-3 right-3">
              Close
            </Button>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The buttons at the end of a dialog, which stay visible while its content is scrolled. */
export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <div className="sticky bottom-0 -mx-5 mt-4 flex flex-wrap justify-end gap-2 border-t border-line bg-surface px-5 py-3">
      {children}
    </div>
  );
}
