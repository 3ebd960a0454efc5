import { useMutation, useQueryClient } from '@tanstack/react-query';

import { useApi } from '../session/session-context';
import { INTEGRATIONS_KEY } from './use-integrations';

/** Updates fields of an integration, and refetches everything that shows it. */
export function useUpdateIntegration(id: string) {
  const api = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (fields: object) => api.updateIntegration(id, fields),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: INTEGRATIONS_KEY }),
  });
}
