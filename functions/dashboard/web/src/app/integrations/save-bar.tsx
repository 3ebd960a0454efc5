import type { useUpdateIntegration } from '../queries/use-update-integration';
import { Button } from '../ui/button';
import { ErrorNote } from '../ui/error-note';

/** The submit button of a form that updates an integration, and the result. */
export function SaveBar({
  change,
  disabled = false,
}: {
  change: Pick<ReturnType<typeof useUpdateIntegration>, 'isPending' | 'isSuccess' | 'error'>;
  disabled?: boolean;
}) {
  return (
    <>
      <div className="flex items-center gap-3">
        <Button type="submit" disabled={change.isPending || disabled}>
          Save
        </Button>
        <span role="status">{change.isSuccess && 'Saved.'}</span>
      </div>
      {change.error && <ErrorNote title="The changes were not saved" error={change.error} />}
    </>
  );
}
