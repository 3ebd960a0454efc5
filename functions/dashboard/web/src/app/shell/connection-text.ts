import { type Status, isFinal } from '../../realtime';

/** What is said of the connection. */
export interface Said {
  readonly word: string;
  /** What it means. */
  readonly sentence: string;
  readonly shape: 'full' | 'half' | 'empty';
  readonly tone: string;
}

/** How it stands, in words; the wait in whole seconds. */
export function said(status: Status, now: number): Said {
  const wait = Math.max(0, Math.ceil(((status.waitUntil ?? now) - now) / 1000));
  const stream =
    status.transport === 'sse' ? ' It comes by server-sent events, since a WebSocket does not get through.' : '';
  switch (status.state) {
    case 'live':
      return { word: 'Live', sentence: `Changes are shown as they happen.${stream}`, shape: 'full', tone: 'text-good' };
    case 'filling':
      return { word: 'Catching up', sentence: 'What was missed is on its way.', shape: 'half', tone: 'text-warn' };
    case 'incomplete':
      return {
        word: 'Live, with a gap',
        sentence: 'Not all that was missed could be sent. Reload the lists.',
        shape: 'half',
        tone: 'text-warn',
      };
    case 'connecting':
      return { word: 'Connecting', sentence: 'The live connection is being made.', shape: 'half', tone: 'text-warn' };
    case 'reconnecting':
      return {
        word: wait > 0 ? `Reconnecting in ${wait} s` : 'Reconnecting',
        sentence: 'The live connection was lost. What is missed meanwhile is sent afterwards.',
        shape: 'half',
        tone: 'text-warn',
      };
    case 'offline':
      return {
        word: 'Offline',
        sentence: 'There is no network. What is missed meanwhile is sent afterwards.',
        shape: 'empty',
        tone: 'text-bad',
      };
    default:
      return {
        word: 'Disconnected',
        sentence: whyClosed(status),
        shape: 'empty',
        tone: 'text-muted',
      };
  }
}

function whyClosed({ error }: Status): string {
  if (isFinal(error?.error)) return 'The server does not take what this page asks for. Reload the page.';
  if (error !== null) return 'It was tried several times in vain. What is missed is sent once you connect again.';
  return 'You have disconnected. What is missed is sent once you connect again.';
}
