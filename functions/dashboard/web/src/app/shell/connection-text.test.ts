import { expect, it } from 'vitest';

import type { LiveState, Status } from '../../realtime';
import { said } from './connection-text';

const now = 1_000_000;
const status = (state: LiveState, more: Partial<Status> = {}): Status => ({
  state,
  transport: 'websocket',
  failures: 0,
  waitUntil: null,
  stale: null,
  error: null,
  malformed: 0,
  ...more,
});

it('each state has a word of its own', () => {
  const states: LiveState[] = ['closed', 'connecting', 'filling', 'live', 'incomplete', 'reconnecting', 'offline'];
  expect(new Set(states.map((state) => said(status(state), now).word)).size).toBe(states.length);
});

it('the wait is told in whole seconds, and never below none', () => {
  expect(said(status('reconnecting', { waitUntil: now + 4200 }), now).word).toBe('Reconnecting in 5 s');
  expect(said(status('reconnecting', { waitUntil: now - 1 }), now).word).toBe('Reconnecting');
});

it('who was refused for good is not told that he has disconnected', () => {
  expect(said(status('closed'), now).sentence).toContain('You have disconnected');
  const error = { error: 'bad_message', message: '' };
  expect(said(status('closed', { error }), now).sentence).toContain('Reload the page');
  const gone = { error: 'http_503', message: '' };
  expect(said(status('closed', { error: gone }), now).sentence).toContain('tried several times');
});

it('it is said when a stream stands in for a WebSocket', () => {
  expect(said(status('live', { transport: 'sse' }), now).sentence).toContain('server-sent events');
});
