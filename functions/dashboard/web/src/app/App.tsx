import { QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { Router } from 'wouter';

import { queries } from './queries';
import { Pages } from './Pages';

/** The page around all pages: its router and its cache of answers. */
export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Router>
        <Suspense fallback={null}>
          <Pages />
        </Suspense>
      </Router>
    </QueryClientProvider>
  );
}
