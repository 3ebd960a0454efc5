import { type FormEvent, useState } from 'react';

import { Button } from '../../ui/button';
import { ErrorNote } from '../../ui/error-note';
import { TextField } from '../../ui/fields';
import { useSaveCosts } from './use-costs';

/** A form for a new unit cost. */
export function CostFields({ integration, onDone }: { integration: string; onDone: () => void }) {
  const [sku, setSku] = useState('');
  const [cost, setCost] = useState('');
  const [currency, setCurrency] = useState('INR');
  const [from, setFrom] = useState('');
  const put = useSaveCosts(integration);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const entered = { sku: sku.trim(), cost, currency: currency.toUpperCase(), ...(from !== '' && { from }) };
    put.mutate([entered], { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
      <TextField
        label="SKU"
        className="w-48"
        required
        maxLength={100}
        value={sku}
        onChange={(event) => setSku(event.target.value)}
      />
      <TextField
        label="Unit cost"
        className="w-28"
        required
        inputMode="decimal"
        pattern="\d+(\.\d{1,4})?"
        value={cost}
        onChange={(event) => setCost(event.target.value)}
      />
      <TextField
        label="Currency"
        className="w-24"
        required
        pattern="[A-Za-z]{3}"
        value={currency}
        onChange={(event) => setCurrency(event.target.value)}
      />
      <TextField
        label="Valid from (optional)"
        className="w-44"
        type="date"
        value={from}
        onChange={(event) => setFrom(event.target.value)}
      />
      <Button type="submit" disabled={put.isPending}>
        Save
      </Button>
      <Button kind="quiet" onClick={onDone}>
        Cancel
      </Button>
      {put.error && (
        <div className="w-full">
          <ErrorNote title="The unit cost was not saved" error={put.error} />
        </div>
      )}
    </form>
  );
}
