/** The filters of a list, by the name of their URL parameter. An empty string matches everything. */
type Filters<Name extends string> = Readonly<Record<Name, string>>;

/** Longer values in a URL are truncated. */
const MAX_VALUE_CHARS = 255;

/** The value of a URL parameter; empty if there is none. */
export function filterValue(search: URLSearchParams, name: string): string {
  return (search.get(name) ?? '').trim().slice(0, MAX_VALUE_CHARS);
}

/** Sets filters in a URL, in their order, and keeps its other parameters. */
export function withFilters<Name extends string>(search: URLSearchParams, filters: Filters<Name>): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries<string>(filters)) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** How many filters are set. */
export function activeFilterCount<Name extends string>(filters: Filters<Name>): number {
  return Object.values<string>(filters).filter((value) => value !== '').length;
}

/** Whether a value matches a filter. */
export function matches(wanted: string, value: string): boolean {
  return wanted === '' || wanted === value;
}
