import { useCallback, useEffect, useRef, useState } from 'react';

import { useApi } from '../../session/session-context';
import { type ReplayProgress, addResult, NO_PROGRESS } from './replay-progress';

/** Few enough events per call that progress is visible and stopping is quick. */
const REPLAY_CALL_EVENTS = 100;
/** A dry run only reads, so it takes the API's maximum. */
const DRY_RUN_CALL_EVENTS = 500;

/** Replays all events that match a filter, call by call. */
export function useBulkReplay() {
  const api = useApi();
  const [running, setRunning] = useState(false);
  const [progress, setProgress] = useState<ReplayProgress | null>(null);
  const [error, setError] = useState<unknown>(null);
  const run = useRef(0);
  const stop = useCallback(() => {
    run.current += 1;
    setRunning(false);
  }, []);
  useEffect(() => stop, [stop]);

  const start = useCallback(
    async (
      filter: Record<string, string>,
      dryRun: boolean,
      from: ReplayProgress = NO_PROGRESS,
    ): Promise<ReplayProgress | null> => {
      const ownRun = (run.current += 1);
      const isStopped = () => run.current !== ownRun;
      setRunning(true);
      setError(null);
      setProgress(from);
      let done = from;
      try {
        do {
          const body = { filter, dry_run: dryRun, limit: dryRun ? DRY_RUN_CALL_EVENTS : REPLAY_CALL_EVENTS };
          const call = await api.replayMany(done.next === null ? body : { ...body, after: done.next });
          done = addResult(done, call);
          if (isStopped()) return null;
          setProgress(done);
        } while (done.next !== null);
        return done;
      } catch (failure) {
        if (!isStopped()) setError(failure);
        return null;
      } finally {
        if (!isStopped()) setRunning(false);
      }
    },
    [api],
  );
  return { start, stop, running, progress, error };
}
