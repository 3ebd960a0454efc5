import { useMutation } from '@tanstack/react-query';
import { Link } from 'wouter';

import type { Integration, RegistrationResult } from '../api/types';
import { lookup } from '../format/lookup';
import { humanize } from '../format/status';
import type { Tone } from '../format/status';
import { useApi } from '../session/session-context';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { FeatureError } from '../ui/error-note';
import { tabPath } from './integration-path';

const RESULT_TONES: Readonly<Record<string, Tone>> = { created: 'good', exists: 'good', failed: 'bad' };

/** Subscribes to the channel's topics through its API, and shows the result for each. */
export function RegisterWebhooks({ integration: { id, access_token } }: { integration: Integration }) {
  const api = useApi();
  const register = useMutation({ mutationFn: () => api.register(id) });
  if (access_token === false) {
    return (
      <p className="text-muted">
        Registering webhooks requires an access token:{' '}
        <Link href={tabPath(id, 'settings')} replace className="text-accent underline">
          store one in Settings
        </Link>
        .
      </p>
    );
  }
  return (
    <>
      <Button onClick={() => register.mutate()} disabled={register.isPending}>
        {register.isPending ? 'Registering …' : 'Register webhooks'}
      </Button>
      <div aria-live="polite" className="mt-3">
        {register.data && <Results registered={register.data} />}
        {register.error && (
          <FeatureError what="Registering webhooks is" title="No webhook was registered" error={register.error} />
        )}
      </div>
    </>
  );
}

function Results({ registered: { topics, steps } }: { registered: RegistrationResult }) {
  return (
    <>
      <ul className="max-w-2xl">
        {topics.map(({ topic, result, message }) => (
          <li key={topic} className="flex flex-wrap gap-x-4 border-t border-line py-1 first:border-t-0">
            <span className="w-48 font-mono text-xs leading-5">{topic}</span>
            <Badge tone={lookup(RESULT_TONES, result) ?? 'plain'}>
              {result === 'exists' ? 'Already registered' : humanize(result)}
            </Badge>
            {message !== undefined && <span className="w-full break-words text-muted">{message}</span>}
          </li>
        ))}
      </ul>
      {steps.length > 0 && (
        <ul className="mt-2 max-w-2xl list-disc pl-5 text-muted">
          {steps.map((step) => (
            <li key={step} className="break-words">
              {step}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
