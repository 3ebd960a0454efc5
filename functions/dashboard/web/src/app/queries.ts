import { QueryClient } from '@tanstack/react-query';

/** The cache of the API's answers. What is live is pushed, so nothing is asked again by itself. */
export const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: Infinity, refetchOnWindowFocus: false, retry: 2 } },
});
