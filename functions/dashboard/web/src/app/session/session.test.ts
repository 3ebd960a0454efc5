import { expect, it } from 'vitest';

import { returnPath } from './session';

it.each([
  ['/events?status=failed#x', '/events?status=failed#x'],
  ['/', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/signed-in?code=1', '/'],
  ['', '/'],
  [undefined, '/'],
  [{ href: '/events' }, '/'],
])('the state %j leads to %s', (state, path) => {
  expect(returnPath(state)).toBe(path);
});
