import { useEffect, useReducer } from 'react';

import { useLiveClient } from '../../realtime/react';
import { gather } from '../live/batch-summaries';
import { onceDrawn } from '../live/after-paint';
import { useNow } from '../ui/use-now';

/** Draws anew as events come, a few times a second at most, and as the seconds go by; gives the time. */
export function useAsItComes(): number {
  const client = useLiveClient();
  const [, draw] = useReducer((times: number) => times + 1, 0);
  // What is measured when it is on the screen is shown a moment later.
  useEffect(
    () =>
      gather(client, () => {
        draw();
        onceDrawn(draw);
      }),
    [client],
  );
  return useNow();
}
