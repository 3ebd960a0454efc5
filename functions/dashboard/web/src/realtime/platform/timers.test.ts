import { expect, it } from 'vitest';

import { FakeEnvironment } from '../testing/fake-environment';
import { Timers } from './timers';

it('a delay outside of the range of a browser timer is clamped', () => {
  const env = new FakeEnvironment();
  const delays: number[] = [];
  env.schedule = (ms) => {
    delays.push(ms);
    return () => {};
  };
  const timers = new Timers(env);
  timers.set('a', 2 ** 40, () => {});
  timers.set('a', -5, () => {});
  expect(delays).toEqual([2 ** 31 - 1, 0]);
});
