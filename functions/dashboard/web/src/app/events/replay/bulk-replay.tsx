import { useCallback, useEffect, useState } from 'react';

import { activeFilterCount } from '../../format/list-filters';
import { Button } from '../../ui/button';
import { Dialog, DialogActions } from '../../ui/dialog';
import { ErrorNote } from '../../ui/error-note';
import { SelectField } from '../../ui/fields';
import { type EventFilters, replayFilter } from '../filters/event-filters';
import { type ReplayProgress, countEvents } from './replay-progress';
import { useBulkReplay } from './use-bulk-replay';
import { useCanReplay } from './use-can-replay';

/** Which events are replayed, if the filters do not include a status. */
const SCOPES = [
  ['failed', 'Failed events only'],
  ['', 'All events, including processed ones'],
] as const;
type Scope = (typeof SCOPES)[number][0];

/** Replays all events that match the filters, after showing how many there are. */
export function BulkReplay({ filters }: { filters: EventFilters }) {
  const canReplay = useCanReplay(filters);
  if (!canReplay) return null;
  return (
    // The API cannot replay events by order.
    <Dialog title="Replay events" trigger={<Button disabled={filters.order !== ''}>Replay matching events …</Button>}>
      {() => <ReplayForm filters={filters} />}
    </Dialog>
  );
}

/**
 * Without a filter, only failed events are replayed by default, because replaying the whole history is rarely intended.
 */
function ReplayForm({ filters }: { filters: EventFilters }) {
  const [scope, setScope] = useState<Scope>(activeFilterCount(filters) === 0 ? 'failed' : '');
  const [isStarted, setStarted] = useState(false);
  const canChooseScope = filters.status === '';
  return (
    <>
      {canChooseScope && (
        <SelectField
          label="Events to replay"
          className="mb-3"
          options={SCOPES}
          value={scope}
          onChange={setScope}
          disabled={isStarted}
        />
      )}
      {canChooseScope && scope === '' && (
        <p className="mb-3 text-warn">
          Processed events are processed again. This helps only if a newer version of Storebell extracts more from them.
          It takes long if there are many.
        </p>
      )}
      <ReplayRun
        key={scope}
        filters={canChooseScope ? { ...filters, status: scope } : filters}
        isStarted={isStarted}
        onStart={() => setStarted(true)}
      />
    </>
  );
}

function ReplayRun({
  filters,
  isStarted,
  onStart,
}: {
  filters: EventFilters;
  isStarted: boolean;
  onStart: () => void;
}) {
  const [filter] = useState(() => replayFilter(filters, new Date().toISOString()));
  const [counted, setCounted] = useState<ReplayProgress | null>(null);
  const { start, stop, running, progress, error } = useBulkReplay();
  const count = useCallback(() => void start(filter, true).then((done) => done && setCounted(done)), [start, filter]);
  useEffect(count, [count]);
  const replay = () => {
    onStart();
    void start(filter, false, isStarted && progress ? progress : undefined);
  };
  const retry = counted ? replay : count;
  const total = counted?.matched ?? 0;
  return (
    <>
      <p className="mb-3 text-muted">
        {describeScope(filters)} will be processed again from the stored webhooks. A replay never applies a change
        twice.
      </p>
      <div role="status" className="mb-3">
        {!counted && running && <p>{`Counting … ${countEvents(progress?.matched ?? 0)} so far`}</p>}
        {counted && !isStarted && <p className="font-medium">{`${countEvents(total)} will be replayed.`}</p>}
        {isStarted && progress && <ReplayStatus progress={progress} total={total} running={running} />}
      </div>
      {error !== null && (
        <div className="mb-3">
          <ErrorNote
            title={counted ? 'The replay has stopped' : 'The events could not be counted'}
            error={error}
            onRetry={retry}
          />
        </div>
      )}
      <DialogActions>
        {running && <Button onClick={stop}>Stop</Button>}
        {!running && counted && total > 0 && !isFinished(isStarted, progress) && error === null && (
          <Button kind="primary" onClick={replay}>
            {isStarted ? 'Continue' : `Replay ${countEvents(total)}`}
          </Button>
        )}
      </DialogActions>
    </>
  );
}

function describeScope({ status, ...others }: EventFilters): string {
  const events = status === 'failed' ? 'All failed events' : 'All events';
  return activeFilterCount(others) === 0 ? `${events} up to now` : `${events} up to now that match your filters`;
}

function isFinished(isStarted: boolean, progress: ReplayProgress | null): boolean {
  return isStarted && progress !== null && progress.matched > 0 && progress.next === null;
}

function ReplayStatus({ progress, total, running }: { progress: ReplayProgress; total: number; running: boolean }) {
  const { matched, replayed, gone, next } = progress;
  const state = running ? 'Replaying …' : next === null && matched > 0 ? 'Done.' : 'Stopped.';
  return (
    <>
      <progress
        className="mb-2 h-2 w-full accent-accent"
        aria-label="Replay progress"
        max={Math.max(total, matched, 1)}
        value={matched}
      />
      <p>
        {`${state} ${replayed.toLocaleString()} of ${countEvents(total)} replayed.`}
        {gone > 0 && ` ${countEvents(gone)} could not be replayed because their webhooks are no longer stored.`}
      </p>
    </>
  );
}
