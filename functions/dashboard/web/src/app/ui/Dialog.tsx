import { Dialog as Radix } from 'radix-ui';
import { type ReactElement, type ReactNode, useState } from 'react';

import { Button } from './Button';
import { FRAME, INSIDE, VEIL } from './dialogFrame';

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
          <div className="flex items-start justify-between gap-4 px-5 pt-4 pb-2">
            <Radix.Title className="min-w-0 text-lg font-semibold break-words">{title}</Radix.Title>
            <Radix.Close asChild>
              <Button kind="quiet" className="-mr-2">
                Close
              </Button>
            </Radix.Close>
          </div>
          <div className={INSIDE}>{children(() => setOpen(false))}</div>
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
