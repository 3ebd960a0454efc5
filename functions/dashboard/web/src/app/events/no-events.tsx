import { Link } from 'wouter';

import { Empty } from '../ui/empty-state';

/** Before the first webhook. */
export function NoEvents() {
  return (
    <Empty title="No webhook has come yet">
      Go to{' '}
      <Link href="/integrations" className="text-accent underline">
        Integrations
      </Link>{' '}
      for the address that a channel sends to, or have a test webhook sent there. It is shown here as it arrives.
    </Empty>
  );
}
