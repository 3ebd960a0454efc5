import { expect, it } from 'vitest';

import { RevisionFilter } from './revision-filter';

it('the revisions of the most recent keys are remembered', () => {
  const filter = new RevisionFilter(2);
  const accepted = ['a', 'b', 'a', 'c', 'a', 'b'].map((key) => filter.accept(key, 1));
  expect(accepted).toEqual([true, true, false, true, false, true]);
});
