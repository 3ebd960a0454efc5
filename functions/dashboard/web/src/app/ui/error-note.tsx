import { ApiError, isMissing } from '../api/api-error';
import { Button } from './button';

/** What went wrong, in words, with the id by which the log can be searched. */
export function ErrorNote({ title, error, onRetry }: { title: string; error: unknown; onRetry?: () => void }) {
  const message = error instanceof Error ? error.message : 'Something unexpected went wrong.';
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <div role="alert" className="rounded border border-bad bg-bad-sunken p-3">
      <p className="font-medium text-bad">{title}</p>
      <p className="break-words">{message}</p>
      {requestId !== null && (
        <p className="mt-1 text-muted">
          Request id <code className="font-mono break-all select-all">{requestId}</code>
        </p>
      )}
      {onRetry && (
        <Button className="mt-2" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** What went wrong with a feature that a stack may not have yet. `what` names it, with its verb. */
export function FeatureError({ what, title, error }: { what: string; title: string; error: unknown }) {
  if (isMissing(error)) return <p className="text-muted">{`${what} not available on this stack.`}</p>;
  return <ErrorNote title={title} error={error} />;
}
