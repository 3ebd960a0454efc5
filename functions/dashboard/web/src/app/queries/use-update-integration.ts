import { useMutation, useQueryClient } from '@tanstack/react-query';

import { useApi } from '../session/session-context';
import { INTEGRATIONS } from './use-integrations';

/** Changes fields of an integration; all that shows it is asked for anew. */
export function useChange(id: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (fields: object) => api.changeIntegration(id, fields),
    onSuccess: () => queries.invalidateQueries({ queryKey: INTEGRATIONS }),
  });
}
