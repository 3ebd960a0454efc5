import { useConnection } from '../../realtime/react';
import { own } from '../format/lookup';
import { useReloads } from '../live/list-reloads';
import { Button } from '../ui/button';
import { useLasting } from '../ui/use-debounced';

const REASONS: Readonly<Record<string, string>> = {
  too_old: 'You were away for too long.',
  too_many: 'Too much has happened meanwhile.',
  late_change: 'Older events were changed meanwhile.',
  unreadable: 'Something that is stored cannot be read.',
};

/** Longer than it takes until they are loaded anew by themselves, where nothing is lost by it. */
const PATIENCE_MS = 2_000;

/** Says that the lists are not whole, and loads them anew. */
export function StaleNote() {
  const stale = useLasting(useConnection().stale, PATIENCE_MS);
  const { reload } = useReloads();
  if (stale === null) return null;
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 border-b border-line bg-changed px-4 py-2">
      <p className="min-w-0 flex-1">
        Not all that was missed could be sent, so the lists are not whole. {own(REASONS, stale) ?? ''}
      </p>
      <Button onClick={reload}>Reload</Button>
    </div>
  );
}
