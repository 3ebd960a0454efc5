import { Link, useLocation } from 'wouter';

const PAGES = [
  ['/', 'Overview'],
  ['/events', 'Events'],
  ['/orders', 'Orders'],
  ['/integrations', 'Integrations'],
] as const;

/** The links to all pages. */
export function Navigation({ className }: { className: string }) {
  const [location] = useLocation();
  const isCurrent = (path: string) => (path === '/' ? location === '/' : location.startsWith(path));
  return (
    <nav aria-label="Pages" className={`gap-1 ${className}`}>
      {PAGES.map(([path, name]) => (
        <Link
          key={path}
          href={path}
          aria-current={isCurrent(path) ? 'page' : undefined}
          className={`rounded px-3 py-1.5 ${isCurrent(path) ? 'bg-chosen font-medium text-accent' : 'text-muted hover:bg-sunken hover:text-ink'}`}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
