import { expect, it } from 'vitest';

import { pathOf } from './pages';

it.each([
  ['/', '/'],
  ['/events', '/events/:id?'],
  ['/events/01K8XGZZ1B3G6M2N4P5Q6R7S8T', '/events/:id?'],
  ['/orders/demo-shopify/1', '/orders/:integration?/:id?'],
  ['/signed-in', '/'],
])('the location %s has the page %s', (location, path) => {
  expect(pathOf(location)).toBe(path);
});
