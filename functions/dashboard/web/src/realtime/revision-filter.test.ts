import { expect, it } from 'vitest';

import { Seen } from './revision-filter';
import { Timers } from './platform/timers';
import { World } from './testing/fake-environment';

it('remembers the revisions of so many things, those that came last', () => {
  const seen = new Seen(2);
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map((key) => seen.note(key, 1))).toEqual([
    true,
    true,
    false,
    true,
    false,
    true,
  ]);
});

it("has no timer that is longer than a browser's can be, since that would fire at once", () => {
  const world = new World();
  const waits: number[] = [];
  world.later = (ms) => {
    waits.push(ms);
    return () => {};
  };
  const timers = new Timers(world);
  timers.set('a', 2 ** 40, () => {});
  timers.set('a', -5, () => {});
  expect(waits).toEqual([2 ** 31 - 1, 0]);
});
