import { useMutation } from '@tanstack/react-query';
import { Link } from 'wouter';

import type { EventLine, Integration } from '../api/types';
import { toneOf, words } from '../format/status';
import { useApi } from '../session/session-context';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { FeatureError } from '../ui/error-note';
import { useArrival } from './use-await-event';

/** Has a signed webhook sent to the integration's own address, and waits here until it arrives. */
export function SendTest({ integration: { id } }: { integration: Integration }) {
  const api = useApi();
  const send = useMutation({ mutationFn: () => api.test(id) });
  const arrived = useArrival(id, send.data?.id);
  return (
    <>
      <Button onClick={() => send.mutate()} disabled={send.isPending}>
        {send.isPending ? 'Sending …' : 'Send a test webhook'}
      </Button>
      <div role="status" className="mt-3 flex flex-wrap items-center gap-3">
        {arrived && <Arrived event={arrived} />}
        {send.isSuccess && !arrived && <span className="text-muted">Sent. It is shown here as it arrives.</span>}
      </div>
      {send.error && <FeatureError what="Test webhooks are" title="It could not be sent" error={send.error} />}
    </>
  );
}

function Arrived({ event: { id, status } }: { event: EventLine }) {
  return (
    <>
      <Badge tone={toneOf(status)}>{`Arrived: ${words(status).toLowerCase()}`}</Badge>
      <Link href={`/events/${id}`} className="text-accent underline">
        Show it
      </Link>
    </>
  );
}
