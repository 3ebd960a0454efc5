import type { Integration } from '../api/types';
import { Confirm } from '../ui/alert-dialog';
import { Button } from '../ui/button';
import { ErrorNote } from '../ui/error-note';
import { useChange } from '../queries/use-update-integration';

/** Has its webhooks refused for a while, and taken again. */
export function SwitchIntegration({ integration: { id, enabled } }: { integration: Integration }) {
  const change = useChange(id);
  return (
    <div>
      <p className="mb-2 text-muted">
        {enabled
          ? 'While it is disabled every webhook of it is refused. What came before stays.'
          : 'It is disabled: every webhook of it is refused.'}
      </p>
      {enabled ? (
        <Confirm
          title={`Disable ${id}?`}
          description="Every webhook of it is refused until it is enabled again, and its channel may give up sending."
          trigger={
            // Who has just enabled it goes on from here, and likewise below.
            <Button disabled={change.isPending} autoFocus={change.isSuccess}>
              Disable it …
            </Button>
          }
          action="Disable it"
          onConfirm={() => change.mutate({ enabled: false })}
        />
      ) : (
        <Button
          onClick={() => change.mutate({ enabled: true })}
          disabled={change.isPending}
          autoFocus={change.isSuccess}
        >
          Enable it
        </Button>
      )}
      {change.error && <ErrorNote title="Nothing was changed" error={change.error} />}
    </div>
  );
}
