import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';

const BOX = 'min-h-8 w-full rounded border border-edge bg-surface px-2';

/** A labelled field of one line. */
export function TextField({
  label,
  hint,
  className = '',
  ...rest
}: { label: string; hint?: string } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-muted">
        {label}
      </label>
      <input id={id} {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })} {...rest} className={BOX} />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1 text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

/** A labelled choice of one of few. */
export function Choice({
  label,
  className = '',
  children,
  ...rest
}: { label: string; children: ReactNode } & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-muted">
        {label}
      </label>
      <select id={id} {...rest} className={BOX}>
        {children}
      </select>
    </div>
  );
}
