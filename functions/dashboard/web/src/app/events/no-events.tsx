import { Link } from 'wouter';

import { EmptyState } from '../ui/empty-state';

/** Shown before the first webhook has arrived. */
export function NoEvents() {
  return (
    <EmptyState title="No webhooks yet">
      Under{' '}
      <Link href="/integrations" className="text-accent underline">
        Integrations
      </Link>
      , copy a webhook URL to your sales channel or send a test webhook. Events appear here as they arrive.
    </EmptyState>
  );
}
