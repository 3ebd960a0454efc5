import { useId, useState } from 'react';

import { Button } from '../../ui/button';
import { ErrorNote } from '../../ui/error-note';
import { type Preview, previewOf, textOf } from './cost-csv';
import { useSaveCosts } from './use-costs';

/** The maximum size of an API request. */
const MAX_FILE_BYTES = 256 * 1024;
const TOO_LARGE =
  'The file is larger than 256 KB. Split it into several files, each with the header as its first line.';
const NOT_UTF_8 = 'The file is not in UTF-8. Save it as “CSV UTF-8”.';
const MAX_PREVIEW_ROWS = 5;
const MAX_SHOWN_PROBLEMS = 5;

/** Imports unit costs from a CSV file, after a preview. */
export function CsvImport({ integration }: { integration: string }) {
  const id = useId();
  const [preview, setPreview] = useState<Preview | null>(null);
  const put = useSaveCosts(integration);
  const read = async (file: File | undefined) => {
    put.reset();
    if (!file) return setPreview(null);
    if (file.size > MAX_FILE_BYTES) return setPreview({ costs: [], problems: [TOO_LARGE] });
    const text = textOf(await file.arrayBuffer());
    return setPreview(text === null ? { costs: [], problems: [NOT_UTF_8] } : previewOf(text));
  };
  return (
    <div className="max-w-3xl">
      <label htmlFor={id} className="mb-1 block text-muted">
        CSV file with the columns “sku”, “cost” and “currency”, and optionally “from” (the date from which a cost holds)
      </label>
      <input
        id={id}
        type="file"
        accept=".csv,text/csv"
        onChange={(event) => void read(event.target.files?.[0])}
        className="block w-full max-w-md rounded border border-edge p-1 file:mr-3 file:rounded file:bg-sunken file:px-3 file:py-1"
      />
      <div aria-live="polite" className="mt-3 flex flex-col gap-2">
        {preview && <PreviewResult preview={preview} />}
        {put.isSuccess && <p>{`${put.data.stored} unit costs imported.`}</p>}
        {put.error && <ErrorNote title="No unit cost was imported" error={put.error} />}
      </div>
      {preview && preview.costs.length > 0 && preview.problems.length === 0 && !put.isSuccess && (
        <Button className="mt-3" onClick={() => put.mutate(preview.costs)} disabled={put.isPending}>
          {put.isPending ? 'Importing …' : `Import ${preview.costs.length} unit costs`}
        </Button>
      )}
    </div>
  );
}

function PreviewResult({ preview: { costs, problems } }: { preview: Preview }) {
  if (problems.length > 0) {
    return (
      <div className="rounded border border-bad bg-bad-sunken p-3">
        <p className="font-medium text-bad">Fix this and upload again</p>
        <ul>
          {problems.slice(0, MAX_SHOWN_PROBLEMS).map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
        {problems.length > MAX_SHOWN_PROBLEMS && (
          <p className="text-muted">{`and ${problems.length - MAX_SHOWN_PROBLEMS} more`}</p>
        )}
      </div>
    );
  }
  return (
    <div>
      <p>{`${costs.length} unit costs, starting with:`}</p>
      <ul className="font-mono text-xs">
        {costs.slice(0, MAX_PREVIEW_ROWS).map((cost) => (
          <li key={`${cost.sku}#${cost.from ?? ''}`}>
            {[cost.sku, cost.cost, cost.currency, cost.from].filter(Boolean).join(', ')}
          </li>
        ))}
      </ul>
    </div>
  );
}
