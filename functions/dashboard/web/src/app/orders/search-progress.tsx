import { Button } from '../ui/button';

/** The end of a search that has not covered all orders: its progress, and a button to continue. */
export function SearchProgress({
  count,
  hasMatches,
  onOlder,
}: {
  count: number;
  hasMatches: boolean;
  onOlder: () => void;
}) {
  const progress = `Searched the newest ${count.toLocaleString()} orders`;
  return (
    <div className="flex flex-wrap items-center justify-center gap-3 p-4">
      <p role="status" className="text-muted">
        {hasMatches ? `${progress}.` : `${progress}: no matches.`}
      </p>
      <Button onClick={onOlder}>Search older orders</Button>
    </div>
  );
}
