import { describe, expect, it } from 'vitest';

import { type JsonNode, brief, parseJson } from './json-parser';

/** The value that `JSON.parse` returns. */
function plain(node: JsonNode): unknown {
  if (node.kind === 'object') return Object.fromEntries(node.members.map(({ name, value }) => [name, plain(value)]));
  if (node.kind === 'array') return node.members.map(({ value }) => plain(value));
  return node.kind === 'string' ? node.text : JSON.parse(node.text);
}

describe('JSON parser', () => {
  it.each([
    '{"a":[1,-2.5e3,{"b":null}],"c":"x\\"\\u00e9\\n","d":true}',
    ' [ ] ',
    '{ "a" : { } , "b" : [ false , "" ] }',
    '"only text"',
    '0',
  ])('parses %s', (text) => {
    const node = parseJson(text);
    expect(node && plain(node)).toEqual(JSON.parse(text));
  });

  it.each(['', '{', '{"a":1,}', '[1 2]', '{"a" 1}', '01', '"\n"', '{"a":1} x', "{'a':1}", '"\\x"'])(
    'rejects %j',
    (text) => {
      expect(parseJson(text)).toBeNull();
    },
  );

  it('keeps all digits of a number', () => {
    expect(parseJson('820982911946154508')).toEqual({ kind: 'number', text: '820982911946154508' });
  });

  it('rejects a text that is nested too deeply', () => {
    expect(parseJson('['.repeat(100_000))).toBeNull();
    expect(parseJson('['.repeat(100) + ']'.repeat(100))).not.toBeNull();
  });

  it('keeps a member that is named like an inherited one', () => {
    expect(parseJson('{"__proto__":1}')).toEqual({
      kind: 'object',
      members: [{ name: '__proto__', value: { kind: 'number', text: '1' }, end: 14 }],
    });
  });

  it('describes a value in one line', () => {
    expect(['{}', '[1,2]', '"a"', 'null'].map((text) => brief(parseJson(text) as JsonNode))).toEqual([
      '{}',
      '[ 2 ]',
      '"a"',
      'null',
    ]);
  });
});
