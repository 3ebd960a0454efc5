import { describe, expect, it } from 'vitest';

import { failureOf } from './event-error';
import { safeUrl } from './links';
import { missingPart, missingShort } from './missing-profit-inputs';
import { compareAmounts, isNegative, money, negated, sum, times } from './money';
import { age, ago, fromLocalField, span, toLocalField } from './time';
import { toneOf, words } from './status';

describe('amounts', () => {
  it('are added exactly', () => {
    expect(sum(['0.1', '0.2', '-1'])).toBe('-0.7');
    expect(sum(['90071992547409931', '0.01'])).toBe('90071992547409931.01');
    expect(sum([])).toBe('0');
    expect(sum(['nonsense', '1.50'])).toBe('1.50');
  });

  it('are compared, multiplied and judged as decimals', () => {
    expect(compareAmounts('10', '9.99')).toBe(1);
    expect(compareAmounts('1.0', '1.00')).toBe(0);
    expect(compareAmounts('', '-5')).toBe(-1);
    expect([negated('708.00'), negated('-1.5'), negated('0.00')]).toEqual(['-708.00', '1.5', '0.00']);
    expect(times('1299.50', 3)).toBe('3898.50');
    expect([isNegative('-0.01'), isNegative('-0.00'), isNegative('1')]).toEqual([true, false, false]);
  });

  it('are written by currency, digit for digit, and as they are without one', () => {
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
  ])('%s is %s ago', (time, text) => {
    expect(age(time, now)).toBe(text);
  });

  it('are said in a sentence', () => {
    expect(ago('2026-11-02T11:01:00Z', now)).toBe('59 min ago');
    expect([ago('2026-11-02T12:00:05Z', now), ago('nonsense', now)]).toEqual(['now', 'nonsense']);
  });

  it('are dates after a week, with the year of another one', () => {
    expect(age('2025-10-01T12:00:00Z', now)).toContain('2025');
    expect(age('2026-10-01T12:00:00Z', now)).not.toContain('2026');
    expect(age('2026-10-01T12:00:00Z', now)).toContain('1');
  });

  it('go through a field of a form and come back, to the minute', () => {
    expect(fromLocalField(toLocalField('2026-11-02T04:45:00.000Z'))).toBe('2026-11-02T04:45:00.000Z');
    expect([fromLocalField(''), fromLocalField('x'), toLocalField('')]).toEqual(['', '', '']);
  });

  it('spans have the unit that fits', () => {
    expect([span(85.4), span(2400), span(90_000 * 3), span(7_200_000)]).toEqual(['85 ms', '2.4 s', '5 min', '2 h']);
  });
});

describe('words', () => {
  it('are read by people', () => {
    expect(words('partially_refunded')).toBe('Partially refunded');
    expect([toneOf('failed'), toneOf('constructor'), toneOf('new_word')]).toEqual(['bad', 'plain', 'plain']);
  });

  it('say what is missing', () => {
    expect(missingPart('cost:TEE-1')).toBe('the unit cost of TEE-1');
    expect(missingPart('costs:3 more')).toBe('3 more unit costs');
    expect(missingPart('cost:line 12')).toBe('an article number (line 12)');
    expect(missingPart('later:word')).toBe('later:word');
    expect(missingShort(['cost:A', 'cost:B', 'fee:payment', 'tax'])).toBe('cost +2');
    expect(missingShort(['costs:3 more'])).toBe('cost');
  });

  it('say what went wrong, and what to do', () => {
    expect(failureOf('not_json: the body is not JSON').sentence).toBe('The body is not JSON.');
    expect(failureOf('something: new').advice).toContain('replay');
    expect(failureOf('Only text').sentence).toBe('Only text.');
  });
});

describe('an address from a webhook', () => {
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
  ])('%j leads to %j', (text, url) => {
    expect(safeUrl(text)).toBe(url);
  });
});
