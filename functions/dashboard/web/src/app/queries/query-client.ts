import { QueryClient } from '@tanstack/react-query';

import { isPassing } from '../api/api-error';

const MOST_RETRIES = 2;

/** The cache of the API's answers. What is live is pushed, so nothing is asked again by itself. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < MOST_RETRIES && isPassing(error),
    },
  },
});
