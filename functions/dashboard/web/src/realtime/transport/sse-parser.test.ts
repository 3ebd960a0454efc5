import { describe, expect, it } from 'vitest';

import { SseParser } from './sse-parser';

const STREAM =
  ': hello\r\nretry: 2000\r\n\r\nevent: event\r\nid: a\ndata: {"x":\ndata:  1}\n\nid: b\n\n: beat\n\ndata\n\ndata:é\rid: c\r\revent: order\ndata: 2\n\nevent: gone';

const EVENTS = [
  { type: 'event', data: '{"x":\n 1}', id: 'a' },
  { type: '', data: '', id: 'b' },
  { type: 'message', data: '', id: 'b' },
  { type: 'message', data: 'é', id: 'c' },
  { type: 'order', data: '2', id: 'c' },
];

describe('SSE parser', () => {
  it('a stream is parsed as the standard says', () => {
    const parser = new SseParser();
    expect(parser.push(STREAM)).toEqual(EVENTS);
    expect(parser.retryMs).toBe(2000);
  });

  it('a stream is parsed the same wherever it is split into chunks', () => {
    for (let cut = 0; cut <= STREAM.length; cut += 1) {
      const parser = new SseParser();
      expect([...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))]).toEqual(EVENTS);
    }
    const parser = new SseParser();
    expect([...STREAM].flatMap((character) => parser.push(character))).toEqual(EVENTS);
  });

  it('an id with a NUL and an invalid retry delay are ignored', () => {
    const parser = new SseParser();
    expect(parser.push('id: a\0\nretry: 1e9\nretry: -1\nretry: 99999999999\ndata: x\n\n')).toEqual([
      { type: 'message', data: 'x', id: '' },
    ]);
    expect(parser.retryMs).toBe(undefined);
  });

  it.each([
    ['an endless line', 'data: ' + 'x'.repeat(300_000)],
    ['endless lines', 'data: x\n'.repeat(300_000)],
  ])('an event that is too long is dropped and counted: %s', (_, flood) => {
    const parser = new SseParser();
    for (let at = 0; at < flood.length; at += 10_000) parser.push(flood.slice(at, at + 10_000));
    expect(parser.push('\n\ndata: y\n\n')).toEqual([{ type: 'message', data: 'y', id: '' }]);
    expect(parser.malformed).toBe(1);
  });
});
