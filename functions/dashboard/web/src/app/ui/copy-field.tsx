import { useId } from 'react';

import { CopyButton } from './copy-button';

/** A read-only text with a copy button. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-muted">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          readOnly
          value={value}
          onFocus={(event) => event.currentTarget.select()}
          className="min-h-8 min-w-0 flex-1 rounded border border-edge bg-page px-2 font-mono"
        />
        <CopyButton value={value} what={`“${label}”`} />
      </div>
    </div>
  );
}
