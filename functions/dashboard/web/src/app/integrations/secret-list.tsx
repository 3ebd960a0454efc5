import type { Integration } from '../api/types';
import { useUpdateIntegration } from '../queries/use-update-integration';
import { ConfirmDialog } from '../ui/alert-dialog';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { ErrorNote } from '../ui/error-note';
import { Timestamp } from '../ui/time';
import { useFromNow } from '../ui/use-now';

type Secret = NonNullable<Integration['secrets']>[number];

/** The signing secrets of an integration. Their values are never shown; a leaked one can be revoked at once. */
export function SecretList({ integration }: { integration: Integration }) {
  const secrets = integration.secrets ?? [];
  const change = useUpdateIntegration(integration.id);
  if (secrets.length === 0) {
    return <EmptyState title="No secrets yet">All webhooks are rejected until you add one below.</EmptyState>;
  }
  const revoke = (revoked: string) =>
    change.mutate({ secrets: secrets.filter(({ id }) => id !== revoked).map(({ id }) => ({ id })) });
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
              added <Timestamp time={secret.created_at} />
            </span>
            <span className="text-muted">
              <Expiry secret={secret} />
            </span>
            <span className="ml-auto">
              <ConfirmDialog
                title="Revoke this secret?"
                description={
                  secrets.length === 1
                    ? 'This is the only secret: all webhooks are rejected until you add a new one.'
                    : 'Within half a minute, webhooks that are signed with it will be rejected.'
                }
                trigger={
                  <Button kind="danger" disabled={change.isPending} aria-label={`Revoke secret ${secret.id}`}>
                    Revoke …
                  </Button>
                }
                action="Revoke"
                onConfirm={() => revoke(secret.id)}
              />
            </span>
          </li>
        ))}
      </ul>
      {change.error && <ErrorNote title="The secret was not revoked" error={change.error} />}
    </>
  );
}

function Expiry({ secret: { expires_at } }: { secret: Secret }) {
  const verb = useFromNow((now) => (expires_at !== null && Date.parse(expires_at) <= now ? 'expired' : 'expires'));
  if (expires_at === null) return 'no expiry';
  return (
    <>
      {verb} <Timestamp time={expires_at} />
    </>
  );
}
