import { useQuery } from '@tanstack/react-query';

import type { Role } from '../api/types';
import { useApi } from '../session/session-context';

/** The key of the list of integrations; those of single ones begin with it. */
export const INTEGRATIONS = ['integrations'] as const;

/** The accounts that the caller may see. */
export function useIntegrations() {
  const api = useApi();
  return useQuery({ queryKey: INTEGRATIONS, queryFn: () => api.integrations() });
}

/** The caller's role in an integration, as far as it is known. */
export function useRole(integration: string): Role | null {
  const { data } = useIntegrations();
  return data?.find(({ id }) => id === integration)?.role ?? null;
}
