import { ApiError, isUnavailable } from '../api/api-error';
import { Button } from './button';

/** An error message, with the request id that identifies it in the logs. */
export function ErrorNote({ title, error, onRetry }: { title: string; error: unknown; onRetry?: () => void }) {
  const message = error instanceof Error ? error.message : 'An unexpected error occurred.';
  const requestId = error instanceof ApiError ? error.requestId : null;
  return (
    <div role="alert" className="rounded border border-bad bg-bad-sunken p-3">
      <p className="font-medium text-bad">{title}</p>
      <p className="break-words">{message}</p>
      {requestId !== null && (
        <p className="mt-1 text-muted">
          Request ID <code className="font-mono break-all select-all">{requestId}</code>
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

/** The error of a feature that the stack may not have. `what` names the feature and includes the verb. */
export function FeatureError({ what, title, error }: { what: string; title: string; error: unknown }) {
  if (isUnavailable(error)) return <p className="text-muted">{`${what} not available on this server.`}</p>;
  return <ErrorNote title={title} error={error} />;
}
