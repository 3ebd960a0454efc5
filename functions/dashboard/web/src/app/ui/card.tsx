import { type ReactNode, useId } from 'react';

/** A titled section of the overview. */
export function Card({ title, children, aside }: { title: string; children: ReactNode; aside?: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0 rounded border border-line bg-surface p-4">
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Shown instead of a feature that the stack does not have or that could not be loaded. `what` includes the verb. */
export function NotAvailable({ what }: { what: string }) {
  return <p className="text-muted">{`${what} not available.`}</p>;
}
