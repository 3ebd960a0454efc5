import { useQuery } from '@tanstack/react-query';

import type { Role } from '../api/types';
import { useApi } from '../session/session-context';

/** The query key of the list of integrations; the keys of single ones start with it. */
export const INTEGRATIONS_KEY = ['integrations'] as const;

/** The integrations that the user has access to. */
export function useIntegrations() {
  const api = useApi();
  return useQuery({ queryKey: INTEGRATIONS_KEY, queryFn: () => api.integrations() });
}

/** The user's role in an integration; `null` if it is unknown. */
export function useRole(integration: string): Role | null {
  const { data } = useIntegrations();
  return data?.find(({ id }) => id === integration)?.role ?? null;
}
