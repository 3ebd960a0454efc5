import { type FormEvent, useState } from 'react';

import type { UnitCost } from '../../api/types';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { ErrorNote } from '../../ui/error-note';
import { Money } from '../../ui/money';
import { Timestamp } from '../../ui/time';
import { CostFields } from './cost-fields';
import { useCosts, useSaveCosts } from './use-costs';

/** The unit costs of an integration's SKUs, which can be edited in place. */
export function UnitCosts({ integration, canEdit }: { integration: string; canEdit: boolean }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetching } = useCosts(integration);
  const [adding, setAdding] = useState(false);
  const costs = data?.pages.flatMap((page) => page.costs) ?? [];
  if (error)
    return <ErrorNote title="The unit costs could not be loaded" error={error} onRetry={() => void refetch()} />;
  if (!data) return <p className="text-muted">Loading …</p>;
  return (
    <div className="max-w-3xl">
      {costs.length === 0 && (
        <EmptyState title="No unit costs yet">
          {canEdit
            ? 'Add them here or import a CSV file below. Orders then show their profit.'
            : 'An owner or a member can add them.'}
        </EmptyState>
      )}
      {costs.length > 0 && (
        <table className="w-full text-left">
          <thead className="text-muted">
            <tr>
              <th className="py-1 pr-3 font-normal">SKU</th>
              <th className="py-1 pr-3 text-right font-normal">Unit cost</th>
              <th className="py-1 pr-3 font-normal">Valid from</th>
              <th className="py-1">
                <span className="sr-only">Edit</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {costs.map((cost) => (
              <CostRow key={`${cost.sku}#${cost.from}`} cost={cost} integration={integration} canEdit={canEdit} />
            ))}
          </tbody>
        </table>
      )}
      <div className="mt-3 flex gap-2">
        {hasNextPage && (
          <Button onClick={() => void fetchNextPage()} disabled={isFetching}>
            Show more
          </Button>
        )}
        {canEdit && !adding && <Button onClick={() => setAdding(true)}>Add unit cost</Button>}
      </div>
      {adding && (
        <div className="mt-3">
          <CostFields integration={integration} onDone={() => setAdding(false)} />
        </div>
      )}
    </div>
  );
}

function CostRow({ cost, integration, canEdit }: { cost: UnitCost; integration: string; canEdit: boolean }) {
  const [editing, setEditing] = useState(false);
  const [wasEdited, setWasEdited] = useState(false);
  const done = () => {
    setEditing(false);
    setWasEdited(true);
  };
  return (
    <tr className="border-t border-line align-middle">
      <td className="py-1 pr-3 font-mono text-xs break-all">{cost.sku}</td>
      {editing ? (
        <td colSpan={3} className="py-1">
          <EditCost cost={cost} integration={integration} onDone={done} />
        </td>
      ) : (
        <>
          <td className="py-1 pr-3 text-right">
            <Money amount={cost.cost} currency={cost.currency} />
          </td>
          <td className="py-1 pr-3 text-muted">{cost.from === null ? 'always' : <Timestamp time={cost.from} />}</td>
          <td className="py-1 text-right">
            {canEdit && (
              <Button
                kind="quiet"
                // Keeps the focus after the form has disappeared.
                autoFocus={wasEdited}
                aria-label={`Edit the cost of ${cost.sku}`}
                onClick={() => setEditing(true)}
              >
                Edit
              </Button>
            )}
          </td>
        </>
      )}
    </tr>
  );
}

function EditCost({ cost, integration, onDone }: { cost: UnitCost; integration: string; onDone: () => void }) {
  const [amount, setAmount] = useState(cost.cost);
  const put = useSaveCosts(integration);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { sku, currency, from } = cost;
    put.mutate([{ sku, cost: amount, currency, ...(from !== null && { from }) }], { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-center justify-end gap-2">
      <input
        // The user has just opened this field to type.
        autoFocus
        aria-label={`Unit cost of ${cost.sku}, ${cost.currency}`}
        inputMode="decimal"
        pattern="\d+(\.\d{1,4})?"
        required
        value={amount}
        onChange={(event) => setAmount(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && onDone()}
        className="min-h-8 w-28 rounded border border-edge bg-surface px-2 text-right"
      />
      <Button type="submit" disabled={put.isPending}>
        Save
      </Button>
      <Button kind="quiet" onClick={onDone}>
        Cancel
      </Button>
      {put.error && (
        <div className="w-full text-left">
          <ErrorNote title="The unit cost was not saved" error={put.error} />
        </div>
      )}
    </form>
  );
}
