import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { previewOf, textOf } from './cost-csv';
import { draftOfFees, feesOfDraft } from './fees-draft';

interface Case {
  readonly name: string;
  readonly csv: string;
  /** Each as `sku|cost|currency|from`. */
  readonly costs?: readonly string[];
  /** The line and the field that the problem names. */
  readonly rejected?: readonly [number, string];
}

const CASES = JSON.parse(readFileSync('../../../tests/cases/costs_csv.json', 'utf8')) as Case[];

describe('CSV file of unit costs', () => {
  it.each([
    'sku,cost,currency\nA,240.00,INR\n"B, ""2""",1,USD\n',
    'sku,cost,currency\r\nA,240.00,INR\r\n"B, ""2""",1,USD',
    '\u{feff}sku,cost,currency\n\nA,240.00,INR\n\n"B, ""2""",1,USD\n\n',
    'currency,sku,cost\nINR,A,240.00\nUSD,"B, ""2""",1',
  ])('is parsed: %j', (text) => {
    expect(previewOf(text)).toEqual({
      costs: [
        { sku: 'A', cost: '240.00', currency: 'INR' },
        { sku: 'B, "2"', cost: '1', currency: 'USD' },
      ],
      problems: [],
    });
  });

  it('may have a column for the start of a cost', () => {
    expect(previewOf('sku,cost,currency,from\nA,1,INR,2026-12-01\nA,2,INR,').costs).toEqual([
      { sku: 'A', cost: '1', currency: 'INR', from: '2026-12-01' },
      { sku: 'A', cost: '2', currency: 'INR' },
    ]);
  });

  it.each([
    ['', 'Line 1'],
    ['sku,cost,currency,note\nA,1,INR,x', 'Line 1'],
    ['sku,cost,currency\nA,1,INR\nB,1', 'Line 3: it has fewer columns'],
    ['sku,cost,currency\nA,-1,INR', 'Line 2: the cost'],
    ['sku,cost,currency\nA,1.00000,INR', 'Line 2: the cost'],
    ['sku,cost,currency\n\n\nA,1,inr', 'Line 4: the currency'],
    ['sku,cost,currency\n,1,INR', 'Line 2: the sku'],
    ['sku,cost,currency\nA,1,INR\nA,2,INR', 'Line 3: the sku A is listed twice'],
    ['sku,cost,currency,from\nA,1,INR,soon', 'Line 2: “from”'],
    ['sku,cost,currency\n"A\nA",1,INR\nB,x,INR', 'Line 4: the cost'],
  ])('with a problem is rejected: %j', (text, problem) => {
    const { problems } = previewOf(text);
    expect(problems.join('\n')).toContain(problem);
  });

  it('with more rows than a request may have is rejected', () => {
    const rows = Array.from({ length: 1001 }, (_, n) => `S${n},1,INR`).join('\n');
    expect(previewOf(`sku,cost,currency\n${rows}`).problems[0]).toMatch(/1001 costs.* 1000 .* 2 files/);
  });

  it.each(CASES)('is parsed as by the API: $name', ({ csv, costs, rejected }) => {
    const preview = previewOf(csv);
    if (rejected) {
      const [line, field] = rejected;
      expect(preview.problems[0]).toMatch(new RegExp(`^Line ${line}\\b.*${field}`));
    } else {
      const listed = preview.costs.map(({ sku, cost, currency, from }) => [sku, cost, currency, from ?? ''].join('|'));
      expect({ listed, problems: preview.problems }).toEqual({ listed: costs, problems: [] });
    }
  });

  it('that is not UTF-8 is not read', () => {
    expect(textOf(new Uint8Array([0x41, 0xff]).buffer)).toBeNull();
    expect(textOf(new TextEncoder().encode('sku').buffer)).toBe('sku');
  });
});

describe('fees', () => {
  it('unknown fees are left out, and the unknown half of a fee is 0', () => {
    const draft = { ...draftOfFees({}), channelPercent: '2.0', shipping: '60.00', currency: 'inr' };
    expect(feesOfDraft(draft)).toEqual({
      channel: { percent: '2.0', fixed: '0' },
      shipping: { fixed: '60.00' },
      currency: 'INR',
    });
    expect(feesOfDraft(draftOfFees({}))).toEqual({});
  });

  it('fees survive a round trip through the form', () => {
    const fees = { payment: { percent: '2', fixed: '3.00' }, currency: 'INR' };
    expect(feesOfDraft(draftOfFees(fees))).toEqual(fees);
  });
});
