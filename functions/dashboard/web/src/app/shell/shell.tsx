import { Suspense, useEffect, useState } from 'react';
import { Link, Redirect, Route, Switch } from 'wouter';

import { Empty } from '../ui/empty-state';
import { Boundary } from './error-boundary';
import { ConnectionIndicator } from './connection-indicator';
import { Navigation } from './navigation';
import { PATHS, pageOf, preloadAll } from './pages';
import { StaleNote } from './stale-notice';
import { UserMenu } from './user-menu';

const PRELOAD_AFTER_MS = 2000;

/** What stands around each page. Each page is loaded when it is first shown. */
export function Shell() {
  useEffect(() => {
    // The other pages, when this one is there: changing to them then takes no time.
    const timer = setTimeout(() => void preloadAll(), PRELOAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-10 focus:bg-surface focus:px-3 focus:py-2"
      >
        Skip to the page
      </a>
      <header className="flex h-12 shrink-0 items-center gap-4 border-b border-line bg-surface px-4">
        <Link href="/" className="font-semibold">
          Storebell
        </Link>
        <Navigation className="hidden md:flex" />
        <div className="ml-auto flex items-center gap-2">
          <ConnectionIndicator />
          <UserMenu />
        </div>
      </header>
      <StaleNote />
      <main id="main" tabIndex={-1} className="relative min-h-0 flex-1 outline-none">
        <Boundary>
          <Suspense fallback={<p className="p-6 text-muted">Loading …</p>}>
            <Switch>
              {PATHS.map((path) => (
                <Route key={path} path={path}>
                  <Page path={path} />
                </Route>
              ))}
              <Route path="/signed-in">
                <Redirect to="/" replace />
              </Route>
              <Route>
                <Empty heading title="There is no such page">
                  <Link href="/" className="text-accent underline">
                    Go to the overview
                  </Link>
                </Empty>
              </Route>
            </Switch>
          </Suspense>
        </Boundary>
      </main>
      <Navigation className="flex justify-around border-t border-line bg-surface py-1 md:hidden" />
    </div>
  );
}

function Page({ path }: { path: string }) {
  // It stays the same one while it is shown.
  const [Shown] = useState(() => pageOf(path));
  return Shown ? <Shown /> : null;
}
