import type { ButtonHTMLAttributes } from 'react';

type Kind = 'primary' | 'plain' | 'quiet' | 'danger';

const LOOKS: Readonly<Record<Kind, string>> = {
  primary: 'border-accent bg-accent text-on-accent enabled:hover:opacity-90',
  plain: 'border-edge bg-surface enabled:hover:bg-sunken',
  quiet: 'border-transparent enabled:hover:bg-sunken',
  danger: 'border-bad text-bad enabled:hover:bg-bad-sunken',
};

/** A button. One on a page may be `primary`. */
export function Button({
  kind = 'plain',
  className = '',
  ...rest
}: { kind?: Kind } & ButtonHTMLAttributes<HTMLButtonElement>) {
  const look = `inline-flex min-h-8 items-center justify-center gap-1.5 rounded border px-3 py-1 font-medium whitespace-nowrap disabled:cursor-not-allowed disabled:opacity-50 ${LOOKS[kind]} ${className}`;
  return <button type="button" {...rest} className={look} />;
}
