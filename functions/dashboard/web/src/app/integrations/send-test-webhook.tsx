import { useMutation } from '@tanstack/react-query';
import { Link } from 'wouter';

import type { EventSummary, Integration } from '../api/types';
import { toneOf, humanize } from '../format/status';
import { useApi } from '../session/session-context';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { FeatureError } from '../ui/error-note';
import { useAwaitEvent } from './use-await-event';

/** Sends a signed test webhook to the integration's URL, and shows when it has arrived. */
export function SendTestWebhook({ integration: { id } }: { integration: Integration }) {
  const api = useApi();
  const send = useMutation({ mutationFn: () => api.test(id) });
  const arrived = useAwaitEvent(id, send.data?.id);
  return (
    <>
      <Button onClick={() => send.mutate()} disabled={send.isPending}>
        {send.isPending ? 'Sending …' : 'Send test webhook'}
      </Button>
      <div role="status" className="mt-3 flex flex-wrap items-center gap-3">
        {arrived && <Arrived event={arrived} />}
        {send.isSuccess && !arrived && <span className="text-muted">Sent. Waiting for it to arrive …</span>}
      </div>
      {send.error && (
        <FeatureError what="Test webhooks are" title="The test webhook could not be sent" error={send.error} />
      )}
    </>
  );
}

function Arrived({ event: { id, status } }: { event: EventSummary }) {
  return (
    <>
      <Badge tone={toneOf(status)}>{`Received: ${humanize(status).toLowerCase()}`}</Badge>
      <Link href={`/events/${id}`} className="text-accent underline">
        View event
      </Link>
    </>
  );
}
