import { expect, it } from 'vitest';

import type { LiveState, ConnectionStatus } from '../../realtime';
import { connectionText } from './connection-text';

const now = 1_000_000;
const status = (state: LiveState, more: Partial<ConnectionStatus> = {}): ConnectionStatus => ({
  state,
  transport: 'websocket',
  failures: 0,
  retryAt: null,
  stale: null,
  error: null,
  malformed: 0,
  ...more,
});

it('each state has its own label', () => {
  const states: LiveState[] = ['closed', 'connecting', 'catching-up', 'live', 'incomplete', 'reconnecting', 'offline'];
  expect(new Set(states.map((state) => connectionText(status(state), now).label)).size).toBe(states.length);
});

it('the countdown is in whole seconds and never negative', () => {
  expect(connectionText(status('reconnecting', { retryAt: now + 4200 }), now).label).toBe('Reconnecting in 5 s');
  expect(connectionText(status('reconnecting', { retryAt: now - 1 }), now).label).toBe('Reconnecting');
});

it('the text of a closed connection tells why it was closed', () => {
  expect(connectionText(status('closed'), now).sentence).toContain('You disconnected');
  const error = { error: 'bad_message', message: '' };
  expect(connectionText(status('closed', { error }), now).sentence).toContain('Reload the page');
  const gone = { error: 'http_503', message: '' };
  expect(connectionText(status('closed', { error: gone }), now).sentence).toContain('attempts failed');
});

it('the text mentions a stream that replaces a WebSocket', () => {
  expect(connectionText(status('live', { transport: 'sse' }), now).sentence).toContain('server-sent events');
});
