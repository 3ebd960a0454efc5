import { Button } from '../ui/button';
import { ErrorNote } from '../ui/error-note';
import type { useChange } from '../queries/use-update-integration';

/** The end of a form that changes an integration: its button, and what came of it. */
export function SaveLine({
  change,
  disabled = false,
}: {
  change: Pick<ReturnType<typeof useChange>, 'isPending' | 'isSuccess' | 'error'>;
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
      {change.error && <ErrorNote title="It was not saved" error={change.error} />}
    </>
  );
}
