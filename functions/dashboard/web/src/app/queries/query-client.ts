import { QueryClient } from '@tanstack/react-query';

import { isTransient } from '../api/api-error';

const MAX_QUERY_RETRIES = 2;

/** The cache of API responses. Live updates are pushed, so queries never become stale on their own. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < MAX_QUERY_RETRIES && isTransient(error),
    },
  },
});
