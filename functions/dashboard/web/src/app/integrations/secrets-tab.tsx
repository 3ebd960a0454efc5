import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import type { Integration } from '../api/types';
import { INTEGRATIONS_KEY } from '../queries/use-integrations';
import { useApi } from '../session/session-context';
import { Button } from '../ui/button';
import { CopyField } from '../ui/copy-field';
import { FeatureError } from '../ui/error-note';
import { SelectField, type Options, TextField } from '../ui/fields';
import { Section } from '../ui/section';
import { SecretList } from './secret-list';

const HOUR = 3600;
const OVERLAPS: Options<number> = [
  [0, 'No time (it expires immediately)'],
  [HOUR, '1 hour'],
  [24 * HOUR, '24 hours'],
  [7 * 24 * HOUR, '7 days'],
  [30 * 24 * HOUR, '30 days'],
];

/** The signing secrets and a form to rotate them. */
export function SecretsTab({ integration }: { integration: Integration }) {
  const secrets = integration.secrets ?? [];
  return (
    <>
      <Section title="Secrets">
        <SecretList integration={integration} />
      </Section>
      <Section title={secrets.length === 0 ? 'Add a secret' : 'Rotate secret'}>
        <Rotate integration={integration} isFirst={secrets.length === 0} />
      </Section>
    </>
  );
}

function Rotate({ integration: { id }, isFirst }: { integration: Integration; isFirst: boolean }) {
  const api = useApi();
  const queryClient = useQueryClient();
  const [value, setValue] = useState('');
  const [overlap, setOverlap] = useState(24 * HOUR);
  const rotate = useMutation({
    mutationFn: () => api.rotate(id, { ...(value !== '' && { value }), both_for_seconds: overlap }),
    onSuccess: () => {
      setValue('');
      return queryClient.invalidateQueries({ queryKey: INTEGRATIONS_KEY });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rotate.mutate();
  };
  const generated = rotate.data?.made ?? null;
  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-3">
      <TextField
        label="New secret"
        hint="The secret that the channel shows. Leave empty to generate one, which is shown once."
        type="password"
        autoComplete="new-password"
        value={value}
        onChange={(event) => setValue(event.target.value)}
      />
      {!isFirst && (
        <SelectField label="Keep the old secret active for" options={OVERLAPS} value={overlap} onChange={setOverlap} />
      )}
      <div>
        <Button kind="primary" type="submit" disabled={rotate.isPending}>
          {rotate.isPending ? 'Saving …' : isFirst ? 'Add secret' : 'Rotate secret'}
        </Button>
      </div>
      <div aria-live="polite" className="flex flex-col gap-2">
        {rotate.isSuccess && <p>The new secret is active.</p>}
        {generated !== null && <CopyField label="New secret (shown only once)" value={generated} />}
      </div>
      {rotate.error && (
        <FeatureError what="Rotating secrets is" title="The new secret was not stored" error={rotate.error} />
      )}
    </form>
  );
}
