import { useId, useState } from 'react';

import { Button } from '../../ui/button';
import { ErrorNote } from '../../ui/error-note';
import { type Preview, previewOf } from './cost-csv';
import { usePutCosts } from './use-costs';

/** As large as a call may be. */
const LARGEST = 256 * 1024;
const PREVIEWED = 5;
const TOLD = 5;

/** Unit costs from a CSV: it is shown what is in it before anything is stored. */
export function CsvImport({ integration }: { integration: string }) {
  const id = useId();
  const [preview, setPreview] = useState<Preview | null>(null);
  const put = usePutCosts(integration);
  const read = async (file: File | undefined) => {
    put.reset();
    if (!file) return setPreview(null);
    if (file.size > LARGEST) return setPreview({ costs: [], problems: ['The file is over 256 KB.'] });
    return setPreview(previewOf(await file.text()));
  };
  return (
    <div className="max-w-3xl">
      <label htmlFor={id} className="mb-1 block text-muted">
        CSV with the columns sku, cost, currency and perhaps from
      </label>
      <input
        id={id}
        type="file"
        accept=".csv,text/csv"
        onChange={(event) => void read(event.target.files?.[0])}
        className="block w-full max-w-md rounded border border-edge p-1 file:mr-3 file:rounded file:bg-sunken file:px-3 file:py-1"
      />
      <div aria-live="polite" className="mt-3 flex flex-col gap-2">
        {preview && <Shown preview={preview} />}
        {put.isSuccess && <p>{`${put.data.stored} unit costs were stored.`}</p>}
        {put.error && <ErrorNote title="Nothing was stored" error={put.error} />}
      </div>
      {preview && preview.costs.length > 0 && preview.problems.length === 0 && !put.isSuccess && (
        <Button className="mt-3" onClick={() => put.mutate(preview.costs)} disabled={put.isPending}>
          {put.isPending ? 'Storing …' : `Store ${preview.costs.length} unit costs`}
        </Button>
      )}
    </div>
  );
}

function Shown({ preview: { costs, problems } }: { preview: Preview }) {
  if (problems.length > 0) {
    return (
      <div className="rounded border border-bad bg-bad-sunken p-3">
        <p className="font-medium text-bad">Nothing is stored until this is mended</p>
        <ul>
          {problems.slice(0, TOLD).map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
        {problems.length > TOLD && <p className="text-muted">{`and ${problems.length - TOLD} more`}</p>}
      </div>
    );
  }
  return (
    <div>
      <p>{`${costs.length} unit costs, beginning with:`}</p>
      <ul className="font-mono text-xs">
        {costs.slice(0, PREVIEWED).map((cost) => (
          <li key={`${cost.sku}#${cost.from ?? ''}`}>
            {[cost.sku, cost.cost, cost.currency, cost.from].filter(Boolean).join(', ')}
          </li>
        ))}
      </ul>
    </div>
  );
}
