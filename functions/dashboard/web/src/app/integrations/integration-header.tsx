import { useEffect, useRef } from 'react';
import { Link } from 'wouter';

import type { Integration } from '../api/types';
import { LastDelivery } from '../queries/last-delivery';
import { useChannelTitle } from '../queries/use-channels';
import { Badge } from '../ui/badge';
import { Failures } from './failure-count';
import { tabPath } from './integration-path';

/** The integration's name, status and members. The name takes the focus, so that keyboard users continue from here. */
export function IntegrationHeader({ integration }: { integration: Integration }) {
  const { id, channel, account, enabled } = integration;
  const titleOf = useChannelTitle();
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);
  return (
    <div className="mt-2 mb-4 flex flex-wrap items-baseline gap-x-4 gap-y-1">
      <h1 ref={ref} tabIndex={-1} className="text-lg font-semibold break-all outline-none">
        {id}
      </h1>
      <Badge tone={enabled ? 'good' : 'plain'}>{enabled ? 'Enabled' : 'Disabled'}</Badge>
      <span className="break-all text-muted">{`${titleOf(channel)} · ${account}`}</span>
      <span className="text-muted">
        <LastDelivery integration={integration} />
      </span>
      <Failures integration={integration} />
      <MemberCount integration={integration} />
    </div>
  );
}

/** Only owners receive the list of members. */
function MemberCount({ integration: { id, members } }: { integration: Integration }) {
  if (members === null) return null;
  const text = members.length === 1 ? 'Only you have access' : `${members.length.toLocaleString()} members`;
  return (
    <Link href={tabPath(id, 'access')} replace className="text-accent underline">
      {text}
    </Link>
  );
}
