import { describe, expect, it } from 'vitest';

import {
  type ListKind,
  type LiveListState,
  EMPTY_STATE,
  addIncoming,
  mergeByRevision,
  releaseWaiting,
  visibleRows,
} from './live-list';

interface Row {
  readonly id: number;
  readonly rev: number;
  readonly deleted?: true;
}

const kind: ListKind<Row> = {
  keyOf: (row) => String(row.id),
  compare: (a, b) => b.id - a.id,
  isDeleted: (row) => row.deleted ?? false,
};
const row = (id: number, rev = 1): Row => ({ id, rev });
const deleted = (id: number, rev = 2): Row => ({ id, rev, deleted: true });
const ids = (rows: readonly Row[]) => rows.map(({ id }) => id);
const pages = [row(12), row(11), row(10)];
const context = { kind, pages, extra: [], isComplete: false, isPaused: false, maxRows: 3 };
const none: LiveListState<Row> = EMPTY_STATE;

describe('mergeByRevision', () => {
  it('keeps each row once, with its highest rev, newest first', () => {
    expect(mergeByRevision(kind, [row(1, 2), row(2)], [row(1, 1), row(3)])).toEqual([row(3), row(2), row(1, 2)]);
  });
});

describe('incoming rows', () => {
  it('are shown above the pages', () => {
    expect(ids(visibleRows(addIncoming(none, [row(13), row(14)], context), pages, [], kind))).toEqual([
      14, 13, 12, 11, 10,
    ]);
  });

  it('replace rows of a page, but not by an older rev', () => {
    const newer = addIncoming(none, [row(11, 3)], context);
    const older = addIncoming(newer, [row(11, 2)], context);
    expect(visibleRows(older, pages, [], kind)[1]).toEqual(row(11, 3));
  });

  it('remove the rows that they say are deleted, wherever these are', () => {
    const shown = addIncoming(none, [row(13), row(14)], context);
    const after = addIncoming(shown, [deleted(11), deleted(13), deleted(20)], context);
    expect(ids(visibleRows(after, pages, [], kind))).toEqual([14, 12, 10]);
    expect(ids(visibleRows(addIncoming(after, [row(11)], context), pages, [], kind))).toEqual([14, 12, 10]);
    const paused = { ...context, isPaused: true };
    const waiting = addIncoming(none, [row(13), row(14)], paused);
    const less = addIncoming(waiting, [deleted(13), row(15), deleted(15), deleted(20)], paused);
    expect([ids(less.waiting), less.waitingCount]).toEqual([[14], 1]);
  });

  it('are ignored if they are older than all loaded rows', () => {
    expect(ids(visibleRows(addIncoming(none, [row(4, 2)], context), pages, [], kind))).toEqual([12, 11, 10]);
    expect(ids(visibleRows(addIncoming(none, [row(4, 2)], { ...context, isComplete: true }), pages, [], kind))).toEqual(
      [12, 11, 10, 4],
    );
  });

  it('beyond the maximum hide the pages, which no longer continue the live rows', () => {
    const many = addIncoming(
      none,
      [13, 14, 15, 16].map((id) => row(id)),
      context,
    );
    expect(many.hasGap).toBe(true);
    expect(ids(visibleRows(many, pages, [], kind))).toEqual([16, 15, 14]);
    // An update of a hidden row must not show it.
    expect(ids(visibleRows(addIncoming(many, [row(11, 2)], context), pages, [], kind))).toEqual([16, 15, 14]);
  });
});

describe('extra rows', () => {
  it('are updated, however old they are, and other old rows stay hidden', () => {
    const extra = [row(2)];
    const state = addIncoming(none, [row(2, 2), row(5)], { ...context, extra });
    expect(visibleRows(state, pages, extra, kind)).toEqual([row(12), row(11), row(10), row(2, 2)]);
    expect(ids(visibleRows(state, pages, [], kind))).toEqual([12, 11, 10]);
  });
});

describe('paused list', () => {
  const paused = { ...context, isPaused: true };

  it('new rows wait and are counted once, and shown rows are updated', () => {
    const waiting = addIncoming(addIncoming(none, [row(13), row(11, 2)], paused), [row(13, 2), row(14)], paused);
    expect(waiting.waitingCount).toBe(2);
    expect(visibleRows(waiting, pages, [], kind)).toEqual([row(12), row(11, 2), row(10)]);
    const shown = releaseWaiting(waiting, kind, 3);
    expect(visibleRows(shown, pages, [], kind)[1]).toEqual(row(13, 2));
    expect(shown.waitingCount).toBe(0);
  });

  it('waiting rows beyond the maximum are dropped, and the list continues with the newest', () => {
    const waiting = addIncoming(
      none,
      [13, 14, 15, 16, 17].map((id) => row(id)),
      paused,
    );
    expect([waiting.waiting.length, waiting.waitingCount]).toEqual([3, 5]);
    expect(ids(visibleRows(waiting, pages, [], kind))).toEqual([12, 11, 10]);
    const shown = releaseWaiting(waiting, kind, 3);
    expect([ids(visibleRows(shown, pages, [], kind)), shown.hasGap]).toEqual([[17, 16, 15], true]);
  });
});
