import { expect, it } from 'vitest';

import { seenOf } from './useSeen';

it('every row that a scroller shows is in the document, and not many more', () => {
  for (let top = 0; top < 5000; top += 7) {
    const { first, end } = seenOf(top, 600, 36);
    expect(first * 36).toBeLessThanOrEqual(top);
    expect(end * 36).toBeGreaterThanOrEqual(top + 600);
    expect(end - first).toBeLessThan(600 / 36 + 2 * 8 + 2 * 4 + 2);
  }
});
