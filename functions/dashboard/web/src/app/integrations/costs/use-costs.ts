import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';

import { useApi } from '../../session/session-context';
import type { NewUnitCost } from './cost-csv';

const PAGE_SIZE = 100;

/** The unit costs of an integration, in pages. */
export function useCosts(integration: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ['costs', integration],
    queryFn: ({ pageParam }) => api.costs({ integration, limit: PAGE_SIZE, after: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** Saves unit costs: all of them, or none. */
export function useSaveCosts(integration: string) {
  const api = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (costs: readonly NewUnitCost[]) => api.saveCosts(integration, costs),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['costs', integration] }),
  });
}
