import { safeUrl } from '../format/links';

/** A link to another site that a webhook named. Anything but a web URL is shown as text. */
export function ExternalLink({ url, children }: { url: string | null | undefined; children: string }) {
  const href = safeUrl(url);
  if (href === null) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" className="break-all text-accent underline">
      {children}
    </a>
  );
}
