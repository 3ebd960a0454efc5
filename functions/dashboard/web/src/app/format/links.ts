/** A URL from a webhook, if it is safe to open; `null` for anything but http and https, such as `javascript:`. */
export function safeUrl(text: string | null | undefined): string | null {
  if (!text) return null;
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

/** A path with a query string, which has no question mark. */
export function withSearch(path: string, search: string): string {
  return search === '' ? path : `${path}?${search}`;
}
