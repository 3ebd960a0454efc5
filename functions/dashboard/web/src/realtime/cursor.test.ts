import { expect, it } from 'vitest';

import { Cursor } from './cursor';
import { id } from './testing/samples';

function at(n: number): Cursor {
  const cursor = new Cursor();
  cursor.gapEnded(null, id(n));
  return cursor;
}

it('moves with what comes, and never back but for the end of a gap', () => {
  const cursor = at(5);
  cursor.moved(id(7));
  cursor.moved(id(6));
  cursor.moved(null);
  expect(cursor.lowest()).toBe(id(7));
  cursor.gapEnded(id(7), id(4));
  expect(cursor.lowest()).toBe(id(4));
});

it('goes back to what is owed until a gap from there has ended, whatever comes meanwhile', () => {
  const cursor = at(5);
  cursor.oweFromHere();
  cursor.moved(id(9));
  cursor.owe(id(6));
  expect(cursor.lowest()).toBe(id(5));
  cursor.gapEnded(id(5), id(9));
  expect(cursor.lowest()).toBe(id(9));
});

it('owes what was not asked for yet when a gap was', () => {
  const cursor = at(5);
  cursor.owe(id(3));
  cursor.gapEnded(id(5), id(9));
  expect(cursor.lowest()).toBe(id(3));
  cursor.gapEnded(id(2), id(9));
  expect(cursor.lowest()).toBe(id(9));
});

it('knows no place before the first gap has ended, and owes none', () => {
  const cursor = new Cursor();
  cursor.oweFromHere();
  expect([cursor.known, cursor.lowest()]).toEqual([false, null]);
  cursor.owe(id(2));
  expect([cursor.known, cursor.lowest()]).toEqual([false, id(2)]);
  cursor.gapEnded(id(2), id(3));
  expect([cursor.known, cursor.lowest()]).toEqual([true, id(3)]);
});
