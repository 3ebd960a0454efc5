import { ApiError } from '../api/api-error';
import { Empty } from './empty-state';
import { ErrorNote } from './error-note';

/** What stands in a detail that is not there: it is waited for, there is none, or it could not be asked for. */
export function NotLoaded({
  what,
  error,
  onRetry,
  children,
}: {
  what: string;
  error: unknown;
  onRetry: () => void;
  /** Why there may be none. */
  children: string;
}) {
  if (!error) return <p className="py-4 text-muted">Loading …</p>;
  if (error instanceof ApiError && error.status === 404) {
    return <Empty title={`There is no such ${what}`}>{children}</Empty>;
  }
  return (
    <div className="py-4">
      <ErrorNote title={`The ${what} could not be loaded`} error={error} onRetry={onRetry} />
    </div>
  );
}
