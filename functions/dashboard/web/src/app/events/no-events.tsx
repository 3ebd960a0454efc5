import { Link } from 'wouter';

import { EmptyState } from '../ui/empty-state';

/** Shown before the first webhook has arrived. */
export function NoEvents() {
  return (
    <EmptyState title="No webhooks yet">
      Copy a webhook URL from{' '}
      <Link href="/integrations" className="text-accent underline">
        Integrations
      </Link>{' '}
      to your sales channel, or send a test webhook there. Events appear here as they arrive.
    </EmptyState>
  );
}
