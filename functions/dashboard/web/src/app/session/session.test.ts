import { expect, it } from 'vitest';

import { placeOf } from './session';

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
])('who was sent back with %j goes on at %s', (state, place) => {
  expect(placeOf(state)).toBe(place);
});
