import { Button } from '../ui/button';

/** At the end of a search that has not been through all orders: how far it went, and the way on. */
export function SearchedSoFar({ count, any, onOlder }: { count: number; any: boolean; onOlder: () => void }) {
  const soFar = `Searched the newest ${count.toLocaleString()} orders`;
  return (
    <div className="flex flex-wrap items-center justify-center gap-3 p-4">
      <p role="status" className="text-muted">
        {any ? `${soFar}.` : `${soFar}: none is like this.`}
      </p>
      <Button onClick={onOlder}>Search older</Button>
    </div>
  );
}
