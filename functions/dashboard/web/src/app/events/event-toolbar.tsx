import { useConnection, useLiveClient } from '../../realtime/react';
import { Button } from '../ui/button';
import type { EventFilters } from './filters/event-filters';
import { BulkReplay } from './replay/bulk-replay';

/** The actions of the event list. */
export function EventToolbar({
  filters,
  paused,
  onPause,
  waiting,
  onShowNew,
}: {
  filters: EventFilters;
  paused: boolean;
  onPause: (paused: boolean) => void;
  waiting: number;
  onShowNew: () => void;
}) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line bg-surface px-4 py-2">
      <Button aria-pressed={paused} onClick={() => onPause(!paused)}>
        {paused ? 'Resume' : 'Pause'}
      </Button>
      <ConnectButton />
      <BulkReplay filters={filters} />
      <span role="status" className="ml-auto text-muted">
        {paused && waiting === 0 ? 'Paused' : ''}
        {waiting > 0 && <span className="sr-only">{`${waiting} new events`}</span>}
      </span>
      {waiting > 0 && (
        <Button onClick={onShowNew} className="border-accent text-accent">
          {`Show ${waiting.toLocaleString()} new`}
        </Button>
      )}
    </div>
  );
}

function ConnectButton() {
  const client = useLiveClient();
  const closed = useConnection().state === 'closed';
  return (
    <Button onClick={() => (closed ? client.connect() : client.disconnect())}>
      {closed ? 'Connect' : 'Disconnect'}
    </Button>
  );
}
