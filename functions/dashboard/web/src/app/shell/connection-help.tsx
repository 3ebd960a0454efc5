import { type ConnectionStatus, isFinal } from '../../realtime';
import { useLiveClient } from '../../realtime/react';
import { useListReloads } from '../live/list-reloads';
import { Button } from '../ui/button';

/** Explains the connection's state, and offers a remedy. */
export function ConnectionHelp({ status, sentence }: { status: ConnectionStatus; sentence: string }) {
  const { error, state } = status;
  return (
    <>
      <p>{sentence}</p>
      {error !== null && state !== 'live' && <p className="break-words text-muted">{error.message}</p>}
      <Remedy status={status} />
    </>
  );
}

function Remedy({ status: { state, stale, error } }: { status: ConnectionStatus }) {
  const client = useLiveClient();
  const { reload } = useListReloads();
  if (state === 'closed') {
    if (isFinal(error?.error)) return <Button onClick={() => location.reload()}>Reload the page</Button>;
    return <Button onClick={() => client.connect()}>Connect</Button>;
  }
  if (state === 'reconnecting' || state === 'offline') {
    return (
      <Button
        onClick={() => {
          client.disconnect();
          client.connect();
        }}
      >
        Try now
      </Button>
    );
  }
  return stale === null ? null : <Button onClick={reload}>Reload the lists</Button>;
}
