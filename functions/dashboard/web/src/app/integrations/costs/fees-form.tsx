import type { FormEvent } from 'react';

import type { Integration } from '../../api/types';
import { Button } from '../../ui/button';
import { ErrorNote } from '../../ui/error-note';
import { TextField } from '../../ui/fields';
import { useDraft } from '../../ui/use-draft';
import { useChange } from '../../queries/use-update-integration';
import { type FeesDraft, draftOfFees, feesOfDraft } from './fees-draft';

const FIELDS: readonly (readonly [name: keyof FeesDraft, label: string])[] = [
  ['channelPercent', 'Channel’s fee, percent'],
  ['channelFixed', 'Channel’s fee, fixed'],
  ['paymentPercent', 'Payment fee, percent'],
  ['paymentFixed', 'Payment fee, fixed'],
  ['shipping', 'Shipping an order'],
  ['currency', 'Currency'],
];

/** The fees of an integration. An empty field is a fee that is not known: then there is no profit. */
export function FeesForm({ integration }: { integration: Integration }) {
  const [draft, setDraft] = useDraft(draftOfFees(integration.fees));
  const change = useChange(integration.id);
  const owner = integration.role === 'owner';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ fees: feesOfDraft(draft) });
  };
  return (
    <form onSubmit={submit}>
      <p className="mb-3 max-w-2xl text-muted">
        Percents are of what the customer paid. Leave empty what you do not know, and put 0 where there is no fee.
      </p>
      <div className="grid max-w-2xl grid-cols-1 gap-3 sm:grid-cols-2">
        {FIELDS.map(([name, label]) => (
          <TextField
            key={name}
            label={label}
            inputMode={name === 'currency' ? 'text' : 'decimal'}
            placeholder={name === 'currency' ? 'INR' : ''}
            pattern={name === 'currency' ? '[A-Za-z]{3}' : '\\d+(\\.\\d{1,4})?'}
            title={
              name === 'currency' ? 'Three letters, such as INR' : 'A number with at most 4 digits behind the point'
            }
            readOnly={!owner}
            value={draft[name]}
            onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
          />
        ))}
      </div>
      {owner && (
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
