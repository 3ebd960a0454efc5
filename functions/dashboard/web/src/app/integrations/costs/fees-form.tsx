import type { FormEvent } from 'react';

import type { Integration } from '../../api/types';
import { useUpdateIntegration } from '../../queries/use-update-integration';
import { Button } from '../../ui/button';
import { ErrorNote } from '../../ui/error-note';
import { TextField } from '../../ui/fields';
import { useDraft } from '../../ui/use-draft';
import { type FeesDraft, draftOfFees, feesOfDraft } from './fees-draft';

const FIELDS: readonly (readonly [name: keyof FeesDraft, label: string])[] = [
  ['channelPercent', 'Channel fee (percent)'],
  ['channelFixed', 'Channel fee (fixed)'],
  ['paymentPercent', 'Payment fee (percent)'],
  ['paymentFixed', 'Payment fee (fixed)'],
  ['shipping', 'Shipping cost per order'],
  ['currency', 'Currency'],
];

/** The fees of an integration. Without a fee the profit cannot be computed, so an empty field means unknown, not 0. */
export function FeesForm({ integration }: { integration: Integration }) {
  const [draft, setDraft] = useDraft(draftOfFees(integration.fees));
  const change = useUpdateIntegration(integration.id);
  const isOwner = integration.role === 'owner';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ fees: feesOfDraft(draft) });
  };
  return (
    <form onSubmit={submit}>
      <p className="mb-3 max-w-2xl text-muted">
        Percentages apply to the amount that the customer paid. Leave unknown fees empty; enter 0 if there is no fee.
      </p>
      <div className="grid max-w-2xl grid-cols-1 gap-3 sm:grid-cols-2">
        {FIELDS.map(([name, label]) => (
          <TextField
            key={name}
            label={label}
            inputMode={name === 'currency' ? 'text' : 'decimal'}
            placeholder={name === 'currency' ? 'INR' : ''}
            pattern={name === 'currency' ? '[A-Za-z]{3}' : '\\d+(\\.\\d{1,4})?'}
            title={name === 'currency' ? 'Three letters, for example INR' : 'A number with at most 4 decimal places'}
            readOnly={!isOwner}
            value={draft[name]}
            onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
          />
        ))}
      </div>
      {isOwner && (
        <div className="mt-3 flex items-center gap-3">
          <Button type="submit" disabled={change.isPending}>
            Save fees
          </Button>
          <span role="status">{change.isSuccess && 'Saved.'}</span>
        </div>
      )}
      {change.error && (
        <div className="mt-3">
          <ErrorNote title="The fees were not saved" error={change.error} />
        </div>
      )}
    </form>
  );
}
