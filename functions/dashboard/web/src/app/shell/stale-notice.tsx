import { useConnection } from '../../realtime/react';
import { lookup } from '../format/lookup';
import { useListReloads } from '../live/list-reloads';
import { Button } from '../ui/button';
import { useDebounced } from '../ui/use-debounced';

const REASONS: Readonly<Record<string, string>> = {
  too_old: 'You were disconnected for too long.',
  too_many: 'Too many changes happened in the meantime.',
  late_change: 'Older events were changed in the meantime.',
  unreadable: 'A stored record cannot be read.',
};

/** Longer than an automatic reload takes, so that the notice only appears if none happens. */
const NOTICE_DELAY_MS = 2_000;

/** Tells that the lists are incomplete, and offers to reload them. */
export function StaleNotice() {
  const stale = useDebounced(useConnection().stale, NOTICE_DELAY_MS);
  const { reload } = useListReloads();
  if (stale === null) return null;
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 border-b border-line bg-changed px-4 py-2">
      <p className="min-w-0 flex-1">
        Some updates could not be delivered, so the lists are incomplete. {lookup(REASONS, stale) ?? ''}
      </p>
      <Button onClick={reload}>Reload</Button>
    </div>
  );
}
