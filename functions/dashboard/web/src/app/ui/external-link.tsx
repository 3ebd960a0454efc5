import { safeUrl } from '../format/links';

/** A way to another site that data names. Only a web address is a link; all else is text. */
export function OutsideLink({ url, children }: { url: string | null | undefined; children: string }) {
  const href = safeUrl(url);
  if (href === null) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" className="break-all text-accent underline">
      {children}
    </a>
  );
}
