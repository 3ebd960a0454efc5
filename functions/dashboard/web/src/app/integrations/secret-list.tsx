import type { Integration } from '../api/types';
import { Confirm } from '../ui/alert-dialog';
import { Button } from '../ui/button';
import { Empty } from '../ui/empty-state';
import { ErrorNote } from '../ui/error-note';
import { useFromNow } from '../ui/use-now';
import { At } from '../ui/time';
import { useChange } from '../queries/use-update-integration';

type Secret = NonNullable<Integration['secrets']>[number];

/** The secrets that there are. Their values are never shown; one that has leaked is ended at once. */
export function SecretList({ integration }: { integration: Integration }) {
  const secrets = integration.secrets ?? [];
  const change = useChange(integration.id);
  if (secrets.length === 0) {
    return <Empty title="There is no secret yet">Every webhook is refused until there is one: add it below.</Empty>;
  }
  const end = (ended: string) =>
    change.mutate({ secrets: secrets.filter(({ id }) => id !== ended).map(({ id }) => ({ id })) });
  return (
    <>
      <ul className="max-w-2xl">
        {secrets.map((secret) => (
          <li
            key={secret.id}
            className="flex flex-wrap items-center gap-x-4 border-t border-line py-1 first:border-t-0"
          >
            <span className="min-w-48 font-mono text-xs leading-5 break-all">{secret.id}</span>
            <span className="text-muted">
              since <At time={secret.created_at} />
            </span>
            <span className="text-muted">
              <End secret={secret} />
            </span>
            <span className="ml-auto">
              <Confirm
                title="End this secret now?"
                description={
                  secrets.length === 1
                    ? 'It is the only one: every webhook is refused until there is a new one.'
                    : 'Webhooks that are signed by it are refused, half a minute from now at the latest.'
                }
                trigger={
                  <Button kind="danger" disabled={change.isPending} aria-label={`End the secret ${secret.id}`}>
                    End …
                  </Button>
                }
                action="End it"
                onConfirm={() => end(secret.id)}
              />
            </span>
          </li>
        ))}
      </ul>
      {change.error && <ErrorNote title="It was not ended" error={change.error} />}
    </>
  );
}

function End({ secret: { expires_at } }: { secret: Secret }) {
  const word = useFromNow((now) => (expires_at !== null && Date.parse(expires_at) <= now ? 'ended' : 'until'));
  if (expires_at === null) return 'without an end';
  return (
    <>
      {word} <At time={expires_at} />
    </>
  );
}
