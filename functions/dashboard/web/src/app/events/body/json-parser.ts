/** A string, a number, or one of `true`, `false` and `null`. */
export interface Scalar {
  readonly kind: 'string' | 'number' | 'literal';
  readonly text: string;
}

/** A JSON value. Numbers keep their digits, because channel ids exceed the precision of a JavaScript number. */
export type JsonNode =
  | { readonly kind: 'object'; readonly members: readonly Member[] }
  | { readonly kind: 'array'; readonly members: readonly Member[] }
  | Scalar;

/** A member of an object, or an item of an array with its index as the name. */
export interface Member {
  readonly name: string;
  readonly value: JsonNode;
  /** Where it ends in the text. That is unique, so it serves as a key. */
  readonly end: number;
}

/** More levels than any webhook has. Texts with more levels are shown raw. */
const MAX_DEPTH = 200;
const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;

/** Parses JSON into a tree; `null` if it is invalid. */
export function parseJson(text: string): JsonNode | null {
  const reader = new Reader(text);
  try {
    const node = reader.value(0);
    return reader.atEnd() ? node : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    this.#match(SPACE);
    return this.#at === this.#text.length;
  }

  value(depth: number): JsonNode {
    if (depth > MAX_DEPTH) throw new SyntaxError('too deep');
    if (this.#take('{')) return { kind: 'object', members: this.#members('}', depth, () => this.#name()) };
    if (this.#take('[')) return { kind: 'array', members: this.#members(']', depth, (index) => String(index)) };
    const string = this.#match(STRING);
    if (string !== null) return { kind: 'string', text: unescaped(string) };
    const number = this.#match(NUMBER);
    if (number !== null) return { kind: 'number', text: number };
    const literal = this.#match(LITERAL);
    if (literal !== null) return { kind: 'literal', text: literal };
    throw new SyntaxError('no value');
  }

  #members(end: string, depth: number, name: (index: number) => string): Member[] {
    const members: Member[] = [];
    if (this.#take(end)) return members;
    do members.push(this.#member(name(members.length), depth));
    while (this.#take(','));
    if (!this.#take(end)) throw new SyntaxError('no end');
    return members;
  }

  #member(name: string, depth: number): Member {
    const value = this.value(depth + 1);
    return { name, value, end: this.#at };
  }

  #name(): string {
    this.#match(SPACE);
    const name = this.#match(STRING);
    if (name === null || !this.#take(':')) throw new SyntaxError('no name');
    return unescaped(name);
  }

  #take(sign: string): boolean {
    this.#match(SPACE);
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    this.#match(SPACE);
    return true;
  }

  #match(pattern: RegExp): string | null {
    if (pattern !== SPACE) this.#match(SPACE);
    pattern.lastIndex = this.#at;
    const matchesSearch = pattern.exec(this.#text)?.[0] ?? null;
    if (matchesSearch !== null) this.#at += matchesSearch.length;
    return matchesSearch;
  }
}

/** The value of a quoted string; an invalid one throws. */
function unescaped(quoted: string): string {
  return JSON.parse(quoted) as string;
}

/** A value in one line: composite values by their size. */
export function brief(node: JsonNode): string {
  if (node.kind === 'object') return node.members.length === 0 ? '{}' : `{ ${node.members.length} }`;
  if (node.kind === 'array') return node.members.length === 0 ? '[]' : `[ ${node.members.length} ]`;
  return node.kind === 'string' ? JSON.stringify(node.text) : node.text;
}
