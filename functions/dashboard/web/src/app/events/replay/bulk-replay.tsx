import { useCallback, useEffect, useState } from 'react';

import { countOf } from '../../format/list-filters';
import { Button } from '../../ui/button';
import { Dialog, DialogActions } from '../../ui/dialog';
import { ErrorNote } from '../../ui/error-note';
import { Choice } from '../../ui/fields';
import { type EventFilters, replayFilter } from '../filters/event-filters';
import { type Progress, eventsInWords } from './replay-progress';
import { useBulkReplay } from './use-bulk-replay';
import { useMayReplay } from './use-can-replay';

/** Which events are replayed, where the filters do not say it. */
const WHICH = [
  ['failed', 'Those that failed'],
  ['', 'All, also those that were processed'],
] as const;
type Which = (typeof WHICH)[number][0];

/** Replays all events that the filters take: first it is said how many there are. */
export function ReplayMany({ filters }: { filters: EventFilters }) {
  const mayReplay = useMayReplay(filters);
  if (!mayReplay) return null;
  return (
    // Events cannot be replayed by their order.
    <Dialog title="Replay events" trigger={<Button disabled={filters.order !== ''}>Replay these …</Button>}>
      {() => <Choosing filters={filters} />}
    </Dialog>
  );
}

/** Without a filter nobody means the whole past: at first it is what failed. */
function Choosing({ filters }: { filters: EventFilters }) {
  const [which, setWhich] = useState<Which>(countOf(filters) === 0 ? 'failed' : '');
  const [begun, setBegun] = useState(false);
  const isOpen = filters.status === '';
  return (
    <>
      {isOpen && (
        <Choice
          label="Which events"
          className="mb-3"
          options={WHICH}
          value={which}
          onChange={setWhich}
          disabled={begun}
        />
      )}
      {isOpen && which === '' && (
        <p className="mb-3 text-warn">
          Events that were processed are processed again. That helps only where Storebell has learned to read more of
          them since, and takes long if there are many.
        </p>
      )}
      <Replaying
        key={which}
        filters={isOpen ? { ...filters, status: which } : filters}
        begun={begun}
        onBegin={() => setBegun(true)}
      />
    </>
  );
}

function Replaying({ filters, begun, onBegin }: { filters: EventFilters; begun: boolean; onBegin: () => void }) {
  const [filter] = useState(() => replayFilter(filters, new Date().toISOString()));
  const [counted, setCounted] = useState<Progress | null>(null);
  const { start, stop, running, progress, error } = useBulkReplay();
  const count = useCallback(() => void start(filter, true).then((done) => done && setCounted(done)), [start, filter]);
  useEffect(count, [count]);
  const replay = () => {
    onBegin();
    void start(filter, false, begun && progress ? progress : undefined);
  };
  const retry = counted ? replay : count;
  const total = counted?.matched ?? 0;
  return (
    <>
      <p className="mb-3 text-muted">
        {wordsFor(filters)} is processed once more from what is stored. Replaying changes no order twice.
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

function wordsFor({ status, ...others }: EventFilters): string {
  const events = status === 'failed' ? 'Every failed event' : 'Every event';
  return countOf(others) === 0 ? `${events} until now` : `${events} until now that your filters take`;
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
