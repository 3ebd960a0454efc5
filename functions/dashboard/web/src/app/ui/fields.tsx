import { type InputHTMLAttributes, useId } from 'react';

const BOX = 'min-h-8 w-full rounded border border-edge bg-surface px-2';

/** A text field with a label. */
export function TextField({
  label,
  hint,
  className = '',
  ...rest
}: { label: string; hint?: string } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-muted">
        {label}
      </label>
      <input id={id} {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })} {...rest} className={BOX} />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1 text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

/** The options of a select field: each value with its label. */
export type Options<V> = readonly (readonly [value: V, name: string])[];

/** The option of a filter that matches everything. */
export const ALL = ['', 'All'] as const;

/** A select field with a label. */
export function SelectField<V extends string | number>({
  label,
  options,
  value,
  onChange,
  className = '',
  disabled = false,
}: {
  label: string;
  options: Options<V>;
  value: V;
  onChange: (value: V) => void;
  className?: string;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-muted">
        {label}
      </label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={(event) => {
          const chosen = options[event.target.selectedIndex];
          if (chosen) onChange(chosen[0]);
        }}
        className={BOX}
      >
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
