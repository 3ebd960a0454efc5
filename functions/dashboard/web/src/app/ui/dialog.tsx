import { Dialog as Radix } from 'radix-ui';
import { type ReactElement, type ReactNode, useState } from 'react';

import { Button } from './button';
import { FRAME, INSIDE, VEIL } from './dialog-frame';

/**
 * A dialog over the page, and the button that opens it, which has the focus again in the end. Its buttons and Escape close
 * it, a click beside it does not: what was written would be lost.
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
        <div className={VEIL} />
        <Radix.Content
          aria-modal="true"
          aria-describedby={undefined}
          onInteractOutside={(event) => event.preventDefault()}
          className={FRAME}
        >
          <Radix.Title className="px-5 pt-4 pr-24 pb-2 text-lg font-semibold break-words">{title}</Radix.Title>
          <div className={INSIDE}>{children(() => setOpen(false))}</div>
          {/* The last one, so that the focus is at first on what the dialog is for. */}
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

/** The buttons at a dialog's end, which stay in sight. */
export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <div className="sticky bottom-0 -mx-5 mt-4 flex flex-wrap justify-end gap-2 border-t border-line bg-surface px-5 py-3">
      {children}
    </div>
  );
}
