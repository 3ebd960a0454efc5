import { describe, expect, it } from 'vitest';

import { SseParser } from './sse-parser';

const STREAM =
  ': hello\r\nretry: 2000\r\n\r\nevent: event\r\nid: a\ndata: {"x":\ndata:  1}\n\nid: b\n\n: beat\n\ndata\n\ndata:é\rid: c\r\revent: order\ndata: 2\n\nevent: gone';

const READ = [
  { type: 'event', data: '{"x":\n 1}', id: 'a' },
  { type: '', data: '', id: 'b' },
  { type: 'message', data: '', id: 'b' },
  { type: 'message', data: 'é', id: 'c' },
  { type: 'order', data: '2', id: 'c' },
];

describe('the parser', () => {
  it('reads a stream by the standard', () => {
    const parser = new SseParser();
    expect(parser.push(STREAM)).toEqual(READ);
    expect(parser.retryMs).toBe(2000);
  });

  it('reads the same wherever the stream is cut', () => {
    for (let cut = 0; cut <= STREAM.length; cut += 1) {
      const parser = new SseParser();
      expect([...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))]).toEqual(READ);
    }
    const parser = new SseParser();
    expect([...STREAM].flatMap((character) => parser.push(character))).toEqual(READ);
  });

  it('takes no id with a zero and no wait that is no number', () => {
    const parser = new SseParser();
    expect(parser.push('id: a\0\nretry: 1e9\nretry: -1\nretry: 99999999999\ndata: x\n\n')).toEqual([
      { type: 'message', data: 'x', id: '' },
    ]);
    expect(parser.retryMs).toBe(undefined);
  });

  it.each([
    ['a line without an end', 'data: ' + 'x'.repeat(300_000)],
    ['lines without an end', 'data: x\n'.repeat(300_000)],
  ])('holds no more than an event may have: %s', (_, flood) => {
    const parser = new SseParser();
    for (let at = 0; at < flood.length; at += 10_000) parser.push(flood.slice(at, at + 10_000));
    expect(parser.push('\n\ndata: y\n\n')).toEqual([{ type: 'message', data: 'y', id: '' }]);
    expect(parser.malformed).toBe(1);
  });
});
