import { expect, it } from 'vitest';

import { Cursor } from './cursor';
import { id } from './testing/samples';

function cursorAt(n: number): Cursor {
  const cursor = new Cursor();
  cursor.catchUpEnded(null, id(n));
  return cursor;
}

it('the position advances with frames, and only the end of a catch-up moves it back', () => {
  const cursor = cursorAt(5);
  cursor.advance(id(7));
  cursor.advance(id(6));
  cursor.advance(null);
  expect(cursor.catchUpFrom()).toBe(id(7));
  cursor.catchUpEnded(id(7), id(4));
  expect(cursor.catchUpFrom()).toBe(id(4));
});

it('a required position stays until a catch-up from there has ended, whatever arrives meanwhile', () => {
  const cursor = cursorAt(5);
  cursor.requireCatchUpFromHere();
  cursor.advance(id(9));
  cursor.requireCatchUpFrom(id(6));
  expect(cursor.catchUpFrom()).toBe(id(5));
  cursor.catchUpEnded(id(5), id(9));
  expect(cursor.catchUpFrom()).toBe(id(9));
});

it('a position required after a catch-up was requested is not fulfilled by it', () => {
  const cursor = cursorAt(5);
  cursor.requireCatchUpFrom(id(3));
  cursor.catchUpEnded(id(5), id(9));
  expect(cursor.catchUpFrom()).toBe(id(3));
  cursor.catchUpEnded(id(2), id(9));
  expect(cursor.catchUpFrom()).toBe(id(9));
});

it('before the first catch-up has ended no position is known, and none is required', () => {
  const cursor = new Cursor();
  cursor.requireCatchUpFromHere();
  expect([cursor.isKnown, cursor.catchUpFrom()]).toEqual([false, null]);
  cursor.requireCatchUpFrom(id(2));
  expect([cursor.isKnown, cursor.catchUpFrom()]).toEqual([false, id(2)]);
  cursor.catchUpEnded(id(2), id(3));
  expect([cursor.isKnown, cursor.catchUpFrom()]).toEqual([true, id(3)]);
});
