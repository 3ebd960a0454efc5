import type { ButtonHTMLAttributes } from 'react';

type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger';

const STYLES: Readonly<Record<ButtonKind, string>> = {
  primary: 'border-accent bg-accent text-on-accent enabled:hover:opacity-90',
  plain: 'border-edge bg-surface enabled:hover:bg-sunken',
  quiet: 'border-transparent enabled:hover:bg-sunken',
  danger: 'border-bad text-bad enabled:hover:bg-bad-sunken',
};

/** A button. A page should have at most one `primary` button. */
export function Button({
  kind = 'plain',
  className = '',
  ...rest
}: { kind?: ButtonKind } & ButtonHTMLAttributes<HTMLButtonElement>) {
  const style = `inline-flex min-h-8 items-center justify-center gap-1.5 rounded border px-3 py-1 font-medium whitespace-nowrap disabled:cursor-not-allowed disabled:opacity-50 ${STYLES[kind]} ${className}`;
  return <button type="button" {...rest} className={style} />;
}
