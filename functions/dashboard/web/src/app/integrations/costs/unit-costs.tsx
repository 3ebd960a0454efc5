import { type FormEvent, useState } from 'react';

import type { Cost } from '../../api/types';
import { Button } from '../../ui/button';
import { Empty } from '../../ui/empty-state';
import { ErrorNote } from '../../ui/error-note';
import { Money } from '../../ui/money';
import { At } from '../../ui/time';
import { CostFields } from './cost-fields';
import { useCosts, usePutCosts } from './use-costs';

/** What each article costs; a cost can be changed where it stands. */
export function UnitCosts({ integration, mayPut }: { integration: string; mayPut: boolean }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetching } = useCosts(integration);
  const [adding, setAdding] = useState(false);
  const costs = data?.pages.flatMap((page) => page.costs) ?? [];
  if (error) return <ErrorNote title="Unit costs could not be loaded" error={error} onRetry={() => void refetch()} />;
  if (!data) return <p className="text-muted">Loading …</p>;
  return (
    <div className="max-w-3xl">
      {costs.length === 0 && (
        <Empty title="No unit cost is known yet">
          {mayPut
            ? 'Add them one by one, or import a CSV below. Orders then show their profit.'
            : 'An owner or a member can add them.'}
        </Empty>
      )}
      {costs.length > 0 && (
        <table className="w-full text-left">
          <thead className="text-muted">
            <tr>
              <th className="py-1 pr-3 font-normal">Article</th>
              <th className="py-1 pr-3 text-right font-normal">Unit cost</th>
              <th className="py-1 pr-3 font-normal">From</th>
              <th className="py-1">
                <span className="sr-only">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {costs.map((cost) => (
              <CostRow key={`${cost.sku}#${cost.from}`} cost={cost} integration={integration} mayPut={mayPut} />
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
        {mayPut && !adding && <Button onClick={() => setAdding(true)}>Add a unit cost</Button>}
      </div>
      {adding && (
        <div className="mt-3">
          <CostFields integration={integration} onDone={() => setAdding(false)} />
        </div>
      )}
    </div>
  );
}

function CostRow({ cost, integration, mayPut }: { cost: Cost; integration: string; mayPut: boolean }) {
  const [editing, setEditing] = useState(false);
  const [edited, setEdited] = useState(false);
  const done = () => {
    setEditing(false);
    setEdited(true);
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
          <td className="py-1 pr-3 text-muted">{cost.from === null ? 'always' : <At time={cost.from} />}</td>
          <td className="py-1 text-right">
            {mayPut && (
              <Button
                kind="quiet"
                // Who has written goes on from here.
                autoFocus={edited}
                aria-label={`Change the cost of ${cost.sku}`}
                onClick={() => setEditing(true)}
              >
                Change
              </Button>
            )}
          </td>
        </>
      )}
    </tr>
  );
}

function EditCost({ cost, integration, onDone }: { cost: Cost; integration: string; onDone: () => void }) {
  const [amount, setAmount] = useState(cost.cost);
  const put = usePutCosts(integration);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { sku, currency, from } = cost;
    put.mutate([{ sku, cost: amount, currency, ...(from !== null && { from }) }], { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-center justify-end gap-2">
      <input
        // Who asked for the field wants to write in it.
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
          <ErrorNote title="It was not saved" error={put.error} />
        </div>
      )}
    </form>
  );
}
