import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import type { Integration } from '../api/types';
import { useApi } from '../session/session-context';
import { Button } from '../ui/button';
import { CopyField } from '../ui/copy-field';
import { FeatureError } from '../ui/error-note';
import { Section } from '../ui/description-list';
import { Choice, type Options, TextField } from '../ui/fields';
import { SecretList } from './secret-list';
import { INTEGRATIONS } from '../queries/use-integrations';

const HOUR = 3600;
const SPANS: Options<number> = [
  [0, 'no time: it ends now'],
  [HOUR, 'an hour'],
  [24 * HOUR, 'a day'],
  [7 * 24 * HOUR, '7 days'],
  [30 * 24 * HOUR, '30 days'],
];

/** The secrets that there are, and how they are replaced. */
export function Secrets({ integration }: { integration: Integration }) {
  const secrets = integration.secrets ?? [];
  return (
    <>
      <Section title="Secrets">
        <SecretList integration={integration} />
      </Section>
      <Section title={secrets.length === 0 ? 'Add the first one' : 'Rotate'}>
        <Rotate integration={integration} />
      </Section>
    </>
  );
}

function Rotate({ integration: { id } }: { integration: Integration }) {
  const api = useApi();
  const queries = useQueryClient();
  const [value, setValue] = useState('');
  const [span, setSpan] = useState(24 * HOUR);
  const rotate = useMutation({
    mutationFn: () => api.rotate(id, { ...(value !== '' && { value }), both_for_seconds: span }),
    onSuccess: () => {
      setValue('');
      return queries.invalidateQueries({ queryKey: INTEGRATIONS });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rotate.mutate();
  };
  const made = rotate.data?.made ?? null;
  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-3">
      <TextField
        label="New secret"
        hint="As the channel gives it. Empty: one is made, and shown here once."
        type="password"
        autoComplete="new-password"
        value={value}
        onChange={(event) => setValue(event.target.value)}
      />
      <Choice label="Old secret stays valid for" options={SPANS} value={span} onChange={setSpan} />
      <div>
        <Button kind="primary" type="submit" disabled={rotate.isPending}>
          {rotate.isPending ? 'Rotating …' : 'Put the new secret in force'}
        </Button>
      </div>
      <div aria-live="polite" className="flex flex-col gap-2">
        {rotate.isSuccess && <p>The new secret is in force.</p>}
        {made !== null && <CopyField label="The new secret. It is not shown again" value={made} />}
      </div>
      {rotate.error && <FeatureError what="Rotating is" title="It was not replaced" error={rotate.error} />}
    </form>
  );
}
