import { useCallback, useEffect, useState } from 'react';

import { countOf } from '../../format/search';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { ErrorNote } from '../../ui/ErrorNote';
import { type EventFilters, replayFilter } from '../filters';
import { type Progress, eventsInWords } from './progress';
import { useBulkReplay } from './useBulkReplay';

/** Replays all events that the filters take: first it is said how many there are. */
export function ReplayMany({ filters }: { filters: EventFilters }) {
  return (
    // Events cannot be replayed by their order.
    <Dialog title="Replay events" trigger={<Button disabled={filters.order !== ''}>Replay these …</Button>}>
      {() => <Replaying filters={filters} />}
    </Dialog>
  );
}

function Replaying({ filters }: { filters: EventFilters }) {
  const [filter] = useState(() => replayFilter(filters, new Date().toISOString()));
  const [counted, setCounted] = useState<Progress | null>(null);
  const [begun, setBegun] = useState(false);
  const { start, stop, running, progress, error } = useBulkReplay();
  const count = useCallback(() => void start(filter, true).then((done) => done && setCounted(done)), [start, filter]);
  useEffect(count, [count]);
  const replay = () => {
    setBegun(true);
    void start(filter, false, begun && progress ? progress : undefined);
  };
  const retry = counted ? replay : count;
  const total = counted?.matched ?? 0;
  return (
    <>
      <p className="mb-3 text-muted">
        {countOf(filters) === 0 ? 'Every event until now' : 'Every event until now that your filters take'} is processed
        once more from what is stored. Replaying changes no order twice.
      </p>
      <div role="status" className="mb-3">
        {!counted && running && <p>{`Counting … ${eventsInWords(progress?.matched ?? 0)} so far`}</p>}
        {counted && !begun && <p className="font-medium">{`${eventsInWords(total)} would be replayed.`}</p>}
        {begun && progress && <Done progress={progress} total={total} running={running} />}
      </div>
      {error !== null && (
        <div className="mb-3">
          <ErrorNote title="The replay has stopped" error={error} onRetry={retry} />
        </div>
      )}
      <DialogActions>
        {running && <Button onClick={stop}>Stop</Button>}
        {!running && counted && total > 0 && !isDone(begun, progress) && error === null && (
          <Button kind="primary" onClick={replay}>
            {begun ? 'Go on' : `Replay ${eventsInWords(total)}`}
          </Button>
        )}
      </DialogActions>
    </>
  );
}

function isDone(begun: boolean, progress: Progress | null): boolean {
  return begun && progress !== null && progress.matched > 0 && progress.next === null;
}

function Done({ progress, total, running }: { progress: Progress; total: number; running: boolean }) {
  const { matched, replayed, gone, next } = progress;
  const word = running ? 'Replaying …' : next === null && matched > 0 ? 'Done.' : 'Stopped.';
  return (
    <>
      <progress
        className="mb-2 h-2 w-full accent-accent"
        aria-label="Progress of the replay"
        max={Math.max(total, matched, 1)}
        value={matched}
      />
      <p>
        {`${word} ${replayed.toLocaleString()} of ${eventsInWords(total)} replayed.`}
        {gone > 0 && ` ${eventsInWords(gone)} could not be, since what came is no longer kept.`}
      </p>
    </>
  );
}
