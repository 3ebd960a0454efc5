import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import { useLines } from '../../realtime/react';
import type { EventLine, Integration } from '../api/types';
import { toneOf, words } from '../format/words';
import { useApi } from '../session/context';
import { Badge } from '../ui/Badge';
import { Button } from '../ui/Button';
import { FeatureError } from '../ui/ErrorNote';

/** Has a signed webhook sent to the integration's own address, and waits here until it arrives. */
export function SendTest({ integration: { id } }: { integration: Integration }) {
  const api = useApi();
  const [arrived, setArrived] = useState<EventLine | null>(null);
  const send = useMutation({
    mutationFn: () => {
      setArrived(null);
      return api.test(id);
    },
  });
  const sent = send.data?.id;
  useLines(({ events }) => {
    const mine = events.find((event) =>
      sent === undefined ? send.isPending && event.integration === id : event.id === sent,
    );
    if (mine) setArrived(mine);
  });
  return (
    <>
      <Button onClick={() => send.mutate()} disabled={send.isPending}>
        {send.isPending ? 'Sending …' : 'Send a test webhook'}
      </Button>
      <div role="status" className="mt-3 flex flex-wrap items-center gap-3">
        {arrived && (
          <>
            <Badge tone={toneOf(arrived.status)}>{`Arrived: ${words(arrived.status).toLowerCase()}`}</Badge>
            <Link href={`/events/${arrived.id}`} className="text-accent underline">
              Show it
            </Link>
          </>
        )}
        {send.isSuccess && !arrived && <span className="text-muted">Sent. It is shown here as it arrives.</span>}
      </div>
      {send.error && <FeatureError what="Test webhooks are" title="It could not be sent" error={send.error} />}
    </>
  );
}
