import { Suspense, useEffect, useState } from 'react';
import { Link, Redirect, Route, Switch } from 'wouter';

import { EmptyState } from '../ui/empty-state';
import { ConnectionIndicator } from './connection-indicator';
import { ErrorBoundary } from './error-boundary';
import { Navigation } from './navigation';
import { PATHS, pageOf, preloadAll } from './pages';
import { StaleNotice } from './stale-notice';
import { UserMenu } from './user-menu';

const PRELOAD_DELAY_MS = 2000;

/** The frame around all pages. Each page's code is loaded when it is first shown. */
export function Shell() {
  useEffect(() => {
    // Preloads the other pages once this one is shown, so that switching to them is immediate.
    const timer = setTimeout(() => void preloadAll(), PRELOAD_DELAY_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:z-10 focus:bg-surface focus:px-3 focus:py-2"
      >
        Skip to content
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
      <StaleNotice />
      <main id="main" tabIndex={-1} className="relative min-h-0 flex-1 outline-none">
        <ErrorBoundary>
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
                <EmptyState heading title="Page not found">
                  <Link href="/" className="text-accent underline">
                    Go to the overview
                  </Link>
                </EmptyState>
              </Route>
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </main>
      <Navigation className="flex justify-around border-t border-line bg-surface py-1 md:hidden" />
    </div>
  );
}

function Page({ path }: { path: string }) {
  // The component must not change while it is shown, even if its preloaded version arrives.
  const [Shown] = useState(() => pageOf(path));
  return Shown ? <Shown /> : null;
}
