import { describe, expect, it } from 'vitest';

import { type Kind, type LiveLines, NO_LINES, merged, released, rowsOf, taken } from './live-list';

interface Line {
  readonly id: number;
  readonly rev: number;
}

const kind: Kind<Line> = { keyOf: (line) => String(line.id), compare: (a, b) => b.id - a.id };
const line = (id: number, rev = 1): Line => ({ id, rev });
const ids = (lines: readonly Line[]) => lines.map(({ id }) => id);
const pages = [line(12), line(11), line(10)];
const by = { kind, pages, extra: [], whole: false, held: false, most: 3 };
const none: LiveLines<Line> = NO_LINES;

describe('lines that are merged', () => {
  it('are there once, with their highest rev, the newest first', () => {
    expect(merged(kind, [line(1, 2), line(2)], [line(1, 1), line(3)])).toEqual([line(3), line(2), line(1, 2)]);
  });
});

describe('lines that come', () => {
  it('stand above the pages', () => {
    expect(ids(rowsOf(taken(none, [line(13), line(14)], by), pages, [], kind))).toEqual([14, 13, 12, 11, 10]);
  });

  it('replace what a page has, and never by an older rev', () => {
    const newer = taken(none, [line(11, 3)], by);
    const older = taken(newer, [line(11, 2)], by);
    expect(rowsOf(older, pages, [], kind)[1]).toEqual(line(11, 3));
  });

  it('are left to their page if they are older than all that is loaded', () => {
    expect(ids(rowsOf(taken(none, [line(4, 2)], by), pages, [], kind))).toEqual([12, 11, 10]);
    expect(ids(rowsOf(taken(none, [line(4, 2)], { ...by, whole: true }), pages, [], kind))).toEqual([12, 11, 10, 4]);
  });

  it('push out the oldest, and then the pages, which do not adjoin any more', () => {
    const many = taken(
      none,
      [13, 14, 15, 16].map((id) => line(id)),
      by,
    );
    expect(many.gap).toBe(true);
    expect(ids(rowsOf(many, pages, [], kind))).toEqual([16, 15, 14]);
    // A line of the pages that are not shown must not come back by an update.
    expect(ids(rowsOf(taken(many, [line(11, 2)], by), pages, [], kind))).toEqual([16, 15, 14]);
  });
});

describe('what is shown besides', () => {
  it('is kept up to date, however old it is, and draws nothing else in', () => {
    const extra = [line(2)];
    const lines = taken(none, [line(2, 2), line(5)], { ...by, extra });
    expect(rowsOf(lines, pages, extra, kind)).toEqual([line(12), line(11), line(10), line(2, 2)]);
    expect(ids(rowsOf(lines, pages, [], kind))).toEqual([12, 11, 10]);
  });
});

describe('while they are held', () => {
  const held = { ...by, held: true };

  it('new ones wait and are counted once, and what is shown is kept up to date', () => {
    const waiting = taken(taken(none, [line(13), line(11, 2)], held), [line(13, 2), line(14)], held);
    expect(waiting.waitingCount).toBe(2);
    expect(rowsOf(waiting, pages, [], kind)).toEqual([line(12), line(11, 2), line(10)]);
    const shown = released(waiting, kind, 3);
    expect(rowsOf(shown, pages, [], kind)[1]).toEqual(line(13, 2));
    expect(shown.waitingCount).toBe(0);
  });

  it('no more are kept than fit, and the list then begins with the newest', () => {
    const waiting = taken(
      none,
      [13, 14, 15, 16, 17].map((id) => line(id)),
      held,
    );
    expect([waiting.waiting.length, waiting.waitingCount]).toEqual([3, 5]);
    expect(ids(rowsOf(waiting, pages, [], kind))).toEqual([12, 11, 10]);
    const shown = released(waiting, kind, 3);
    expect([ids(rowsOf(shown, pages, [], kind)), shown.gap]).toEqual([[17, 16, 15], true]);
  });
});
