import { type ConnectionStatus, isFinal } from '../../realtime';

/** The texts and the look of a connection state. */
export interface ConnectionText {
  readonly label: string;
  /** An explanation. */
  readonly sentence: string;
  readonly shape: 'full' | 'half' | 'empty';
  readonly tone: string;
}

/** Describes the connection's state; a delay is in whole seconds. */
export function connectionText(status: ConnectionStatus, now: number): ConnectionText {
  const delay = Math.max(0, Math.ceil(((status.retryAt ?? now) - now) / 1000));
  const stream =
    status.transport === 'sse'
      ? ' The connection uses server-sent events because a WebSocket could not be opened.'
      : '';
  switch (status.state) {
    case 'live':
      return {
        label: 'Live',
        sentence: `Changes are shown as they happen.${stream}`,
        shape: 'full',
        tone: 'text-good',
      };
    case 'catching-up':
      return {
        label: 'Catching up',
        sentence: 'Missed changes are being loaded.',
        shape: 'half',
        tone: 'text-warn',
      };
    case 'incomplete':
      return {
        label: 'Live, incomplete',
        sentence: 'Some missed changes could not be delivered. Reload the lists.',
        shape: 'half',
        tone: 'text-warn',
      };
    case 'connecting':
      return {
        label: 'Connecting',
        sentence: 'The live connection is being opened.',
        shape: 'half',
        tone: 'text-warn',
      };
    case 'reconnecting':
      return {
        label: delay > 0 ? `Reconnecting in ${delay} s` : 'Reconnecting',
        sentence: 'The live connection was lost. Missed changes are delivered after it is restored.',
        shape: 'half',
        tone: 'text-warn',
      };
    case 'offline':
      return {
        label: 'Offline',
        sentence: 'There is no network. Missed changes are delivered after it is restored.',
        shape: 'empty',
        tone: 'text-bad',
      };
    default:
      return {
        label: 'Disconnected',
        sentence: whyClosed(status),
        shape: 'empty',
        tone: 'text-muted',
      };
  }
}

function whyClosed({ error }: ConnectionStatus): string {
  if (isFinal(error?.error)) return 'The server rejected this page’s request. Reload the page.';
  if (error !== null) return 'Several attempts failed. Missed changes are delivered after you reconnect.';
  return 'You disconnected. Missed changes are delivered after you reconnect.';
}
