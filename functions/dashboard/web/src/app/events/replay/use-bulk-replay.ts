import { useCallback, useEffect, useRef, useState } from 'react';

import { useApi } from '../../session/session-context';
import { type Progress, addCall, NOTHING } from './replay-progress';

/** Events a call: few enough that progress is seen and a stop is soon. */
const A_CALL = 100;
/** A dry run only reads, and may take as many as the API allows. */
const A_DRY_CALL = 500;

/** A run over all events that a filter takes, call by call. */
export function useBulkReplay() {
  const api = useApi();
  const [running, setRunning] = useState(false);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [error, setError] = useState<unknown>(null);
  const run = useRef(0);
  const stop = useCallback(() => {
    run.current += 1;
    setRunning(false);
  }, []);
  useEffect(() => stop, [stop]);

  const start = useCallback(
    async (filter: Record<string, string>, dryRun: boolean, from: Progress = NOTHING): Promise<Progress | null> => {
      const mine = (run.current += 1);
      const isOver = () => run.current !== mine;
      setRunning(true);
      setError(null);
      setProgress(from);
      let done = from;
      try {
        do {
          const asked = { filter, dry_run: dryRun, limit: dryRun ? A_DRY_CALL : A_CALL };
          const call = await api.replayMany(done.next === null ? asked : { ...asked, after: done.next });
          done = addCall(done, call);
          if (isOver()) return null;
          setProgress(done);
        } while (done.next !== null);
        return done;
      } catch (failure) {
        if (!isOver()) setError(failure);
        return null;
      } finally {
        if (!isOver()) setRunning(false);
      }
    },
    [api],
  );
  return { start, stop, running, progress, error };
}
