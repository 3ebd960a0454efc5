import { own } from '../format/lookup';
import { Choice, TextField } from '../ui/fields';
import { SCHEMES, schemesOf } from './signature-schemes';

/** How webhooks are proven, as it is being written. */
export interface SchemeDraft {
  readonly scheme: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** The fields of a scheme and of its settings. */
export function SchemeFields({
  channel,
  draft,
  onChange,
}: {
  channel: string;
  draft: SchemeDraft;
  onChange: (draft: SchemeDraft) => void;
}) {
  const settings = own(SCHEMES, draft.scheme)?.settings ?? [];
  return (
    <>
      <Choice
        label="How its webhooks are proven"
        options={schemesOf(channel).map((name) => [name, SCHEMES[name]?.label ?? name])}
        value={draft.scheme}
        onChange={(scheme) => onChange({ scheme, settings: {} })}
      />
      {settings.map(({ name, label, hint, needed }) => (
        <TextField
          key={name}
          label={label}
          {...(hint !== undefined && { hint })}
          required={needed === true}
          value={draft.settings[name] ?? ''}
          onChange={(event) => onChange({ ...draft, settings: { ...draft.settings, [name]: event.target.value } })}
        />
      ))}
    </>
  );
}
