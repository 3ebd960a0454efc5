/** The address that a webhook's text names, if a browser may go there; `null` for all else, such as `javascript:`. */
export function safeUrl(text: string | null | undefined): string | null {
  if (!text) return null;
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

/** A path with what is searched for there, as it stands in the URL behind the question mark. */
export function withSearch(path: string, search: string): string {
  return search === '' ? path : `${path}?${search}`;
}
