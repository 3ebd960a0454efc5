import { ApiError } from '../api/api-error';
import { EmptyState } from './empty-state';
import { ErrorNote } from './error-note';

/** Shown instead of a detail that is loading, does not exist, or failed to load. */
export function DetailPlaceholder({
  what,
  error,
  onRetry,
  children,
}: {
  what: string;
  error: unknown;
  onRetry: () => void;
  /** Why it may not exist. */
  children: string;
}) {
  if (!error) return <p className="py-4 text-muted">Loading …</p>;
  if (error instanceof ApiError && error.status === 404) {
    return <EmptyState title={`${what.charAt(0).toUpperCase()}${what.slice(1)} not found`}>{children}</EmptyState>;
  }
  return (
    <div className="py-4">
      <ErrorNote title={`The ${what} could not be loaded`} error={error} onRetry={onRetry} />
    </div>
  );
}
