import type { ChannelDescription } from '../api/types';
import { lookup } from '../format/lookup';
import { SelectField, TextField } from '../ui/fields';
import { SCHEMES, editableSchemes } from './signature-schemes';

/** A signature scheme and its settings, as they are being edited. */
export interface SchemeDraft {
  readonly scheme: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** The fields for choosing a signature scheme and its settings. */
export function SchemeFields({
  channel,
  draft,
  onChange,
}: {
  channel: ChannelDescription;
  draft: SchemeDraft;
  onChange: (draft: SchemeDraft) => void;
}) {
  const settings = lookup(SCHEMES, draft.scheme)?.settings ?? [];
  return (
    <>
      <SelectField
        label="Signature scheme"
        options={editableSchemes(channel).map((name) => [name, SCHEMES[name]?.label ?? name])}
        value={draft.scheme}
        onChange={(scheme) => onChange({ scheme, settings: {} })}
      />
      {settings.map(({ name, label, hint, required }) => (
        <TextField
          key={name}
          label={label}
          {...(hint !== undefined && { hint })}
          required={required === true}
          value={draft.settings[name] ?? ''}
          onChange={(event) => onChange({ ...draft, settings: { ...draft.settings, [name]: event.target.value } })}
        />
      ))}
    </>
  );
}
