import { describe, expect, it } from 'vitest';

import { describeError } from './event-error';
import { safeUrl } from './links';
import { describeMissing, shortMissing } from './missing-profit-inputs';
import { compareAmounts, isNegative, money, negate, sum, multiply } from './money';
import { toneOf, humanize } from './status';
import { age, ago, fromLocalField, formatDuration, toLocalField } from './time';

describe('amounts', () => {
  it('are added without rounding', () => {
    expect(sum(['0.1', '0.2', '-1'])).toBe('-0.7');
    expect(sum(['90071992547409931', '0.01'])).toBe('90071992547409931.01');
    expect(sum([])).toBe('0');
    expect(sum(['nonsense', '1.50'])).toBe('1.50');
  });

  it('are compared, negated and multiplied as decimals', () => {
    expect(compareAmounts('10', '9.99')).toBe(1);
    expect(compareAmounts('1.0', '1.00')).toBe(0);
    expect(compareAmounts('', '-5')).toBe(-1);
    expect([negate('708.00'), negate('-1.5'), negate('0.00')]).toEqual(['-708.00', '1.5', '0.00']);
    expect(multiply('1299.50', 3)).toBe('3898.50');
    expect([isNegative('-0.01'), isNegative('-0.00'), isNegative('1')]).toEqual([true, false, false]);
  });

  it('are formatted by currency with all digits', () => {
    expect(money('1234.50', 'INR')).toMatch(/1,234\.50|1\.234,50/);
    expect(money('90071992547409931.25', 'USD').replaceAll(/\D/g, '')).toBe('9007199254740993125');
    expect(money('12.5', null)).toBe('12.5');
    expect(money('12.5', 'rupees')).toBe('12.5 rupees');
  });
});

describe('times', () => {
  const now = Date.parse('2026-11-02T12:00:00Z');
  it.each([
    ['2026-11-02T12:00:05Z', 'now'],
    ['2026-11-02T11:59:18Z', '42 s'],
    ['2026-11-02T11:01:00Z', '59 min'],
    ['2026-11-01T12:00:01Z', '23 h'],
    ['2026-10-27T12:00:00Z', '6 d'],
    ['nonsense', 'nonsense'],
  ])('the age of %s is %s', (time, text) => {
    expect(age(time, now)).toBe(text);
  });

  it('an age in a sentence ends with "ago" unless it is "now"', () => {
    expect(ago('2026-11-02T11:01:00Z', now)).toBe('59 min ago');
    expect([ago('2026-11-02T12:00:05Z', now), ago('nonsense', now)]).toEqual(['now', 'nonsense']);
  });

  it('an age of over a week is a date, with the year if it is another one', () => {
    expect(age('2025-10-01T12:00:00Z', now)).toContain('2025');
    expect(age('2026-10-01T12:00:00Z', now)).not.toContain('2026');
    expect(age('2026-10-01T12:00:00Z', now)).toContain('1');
  });

  it('a time survives a round trip through a datetime-local field, to the minute', () => {
    expect(fromLocalField(toLocalField('2026-11-02T04:45:00.000Z'))).toBe('2026-11-02T04:45:00.000Z');
    expect([fromLocalField(''), fromLocalField('x'), toLocalField('')]).toEqual(['', '', '']);
  });

  it('a duration has a suitable unit', () => {
    expect([formatDuration(85.4), formatDuration(2400), formatDuration(90_000 * 3), formatDuration(7_200_000)]).toEqual(
      ['85 ms', '2.4 s', '5 min', '2 h'],
    );
  });
});

describe('codes', () => {
  it('a status has a text and a tone', () => {
    expect(humanize('partially_refunded')).toBe('Partially refunded');
    expect([toneOf('failed'), toneOf('constructor'), toneOf('new_word')]).toEqual(['bad', 'plain', 'plain']);
  });

  it('a missing profit input has a text', () => {
    expect(describeMissing('cost:TEE-1')).toBe('the unit cost of TEE-1');
    expect(describeMissing('costs:3 more')).toBe('3 more unit costs');
    expect(describeMissing('cost:line 12')).toBe('an SKU (line item 12)');
    expect(describeMissing('later:code')).toBe('later:code');
    expect(shortMissing(['cost:A', 'cost:B', 'fee:payment', 'tax'])).toBe('cost +2');
    expect(shortMissing(['costs:3 more'])).toBe('cost');
  });

  it('an event error has a sentence and advice', () => {
    expect(describeError('not_json: the body is not JSON').sentence).toBe('The body is not JSON.');
    expect(describeError('something: new').advice).toContain('replay');
    expect(describeError('Only text').sentence).toBe('Only text.');
  });
});

describe('URL from a webhook', () => {
  it.each([
    ['https://courier.example/t?n=1', 'https://courier.example/t?n=1'],
    ['http://courier.example', 'http://courier.example/'],
    ['javascript:alert(1)', null],
    ['JAVASCRIPT:alert(1)', null],
    ['java\nscript:alert(1)', null],
    ['data:text/html,x', null],
    ['//courier.example', null],
    ['', null],
    [null, null],
  ])('%j is opened as %j', (text, url) => {
    expect(safeUrl(text)).toBe(url);
  });
});
