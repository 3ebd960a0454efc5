/** What a list is filtered by: texts, each with its name in the URL. Empty ones take everything. */
type Filters<Name extends string> = Readonly<Record<Name, string>>;

/** The longest text that is taken from a URL. */
const LONGEST = 255;

/** The text that a URL has by a name; empty where it has none. */
export function textOf(search: URLSearchParams, name: string): string {
  return (search.get(name) ?? '').trim().slice(0, LONGEST);
}

/** Writes filters into a URL, in their order, beside all else that stands there. */
export function withFilters<Name extends string>(search: URLSearchParams, filters: Filters<Name>): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries<string>(filters)) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** How many filters are set. */
export function countOf<Name extends string>(filters: Filters<Name>): number {
  return Object.values<string>(filters).filter((value) => value !== '').length;
}

/** Whether a filter takes a value. */
export function is(wanted: string, value: string): boolean {
  return wanted === '' || wanted === value;
}
