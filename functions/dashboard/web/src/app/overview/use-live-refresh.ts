import { useEffect, useReducer } from 'react';

import { useLiveClient } from '../../realtime/react';
import { afterPaint } from '../live/after-paint';
import { batchSummaries } from '../live/batch-summaries';
import { useNow } from '../ui/use-now';

/** Renders when events arrive, a few times a second at most, and every second; returns the current time. */
export function useLiveRefresh(): number {
  const client = useLiveClient();
  const [, render] = useReducer((count: number) => count + 1, 0);
  // Delays are measured after the paint, so another render shows them.
  useEffect(
    () =>
      batchSummaries(client, () => {
        render();
        afterPaint(render);
      }),
    [client],
  );
  return useNow();
}
