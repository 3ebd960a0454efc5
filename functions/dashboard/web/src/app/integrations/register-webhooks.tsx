import { useMutation } from '@tanstack/react-query';
import { Link } from 'wouter';

import type { Integration, Registered } from '../api/types';
import { own } from '../format/lookup';
import { words } from '../format/status';
import { useApi } from '../session/session-context';
import { Badge, type Tone } from '../ui/badge';
import { Button } from '../ui/button';
import { FeatureError } from '../ui/error-note';
import { placeOf } from './integration-path';

const TONES: Readonly<Record<string, Tone>> = { created: 'good', exists: 'good', failed: 'bad' };

/** Subscribes to the channel's topics by its API, and says what became of each. */
export function Register({ integration: { id, access_token } }: { integration: Integration }) {
  const api = useApi();
  const register = useMutation({ mutationFn: () => api.register(id) });
  if (access_token === false) {
    return (
      <p className="text-muted">
        It needs an access token:{' '}
        <Link href={placeOf(id, 'settings')} replace className="text-accent underline">
          store one in Settings
        </Link>
        .
      </p>
    );
  }
  return (
    <>
      <Button onClick={() => register.mutate()} disabled={register.isPending}>
        {register.isPending ? 'Registering …' : 'Register'}
      </Button>
      <div aria-live="polite" className="mt-3">
        {register.data && <Results registered={register.data} />}
        {register.error && <FeatureError what="Registering is" title="Nothing was registered" error={register.error} />}
      </div>
    </>
  );
}

function Results({ registered: { topics, steps } }: { registered: Registered }) {
  return (
    <>
      <ul className="max-w-2xl">
        {topics.map(({ topic, result, message }) => (
          <li key={topic} className="flex flex-wrap gap-x-4 border-t border-line py-1 first:border-t-0">
            <span className="w-48 font-mono text-xs leading-5">{topic}</span>
            <Badge tone={own(TONES, result) ?? 'plain'}>
              {result === 'exists' ? 'Was there already' : words(result)}
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
