import type { Integration } from '../api/types';
import { useUpdateIntegration } from '../queries/use-update-integration';
import { ConfirmDialog } from '../ui/alert-dialog';
import { Button } from '../ui/button';
import { ErrorNote } from '../ui/error-note';

/** Disables or enables an integration. */
export function ToggleIntegration({ integration: { id, enabled } }: { integration: Integration }) {
  const change = useUpdateIntegration(id);
  return (
    <div>
      <p className="mb-2 text-muted">
        {enabled
          ? 'While the integration is disabled, all its webhooks are rejected. Existing data is kept.'
          : 'The integration is disabled: all its webhooks are rejected.'}
      </p>
      {enabled ? (
        <ConfirmDialog
          title={`Disable ${id}?`}
          description="All its webhooks are rejected until you enable it again, and the channel may stop sending."
          trigger={
            // Keeps the focus after the other button has disappeared, and likewise below.
            <Button disabled={change.isPending} autoFocus={change.isSuccess}>
              Disable …
            </Button>
          }
          action="Disable"
          onConfirm={() => change.mutate({ enabled: false })}
        />
      ) : (
        <Button
          onClick={() => change.mutate({ enabled: true })}
          disabled={change.isPending}
          autoFocus={change.isSuccess}
        >
          Enable
        </Button>
      )}
      {change.error && <ErrorNote title="The integration was not changed" error={change.error} />}
    </div>
  );
}
