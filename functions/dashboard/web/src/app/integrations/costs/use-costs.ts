import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';

import { useApi } from '../../session/session-context';
import type { WrittenCost } from './cost-csv';

const PAGE = 100;

/** The unit costs of an integration, page by page. */
export function useCosts(integration: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ['costs', integration],
    queryFn: ({ pageParam }) => api.costs({ integration, limit: PAGE, after: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** Puts unit costs: all of them, or none. */
export function usePutCosts(integration: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (costs: readonly WrittenCost[]) => api.putCosts(integration, costs),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['costs', integration] }),
  });
}
