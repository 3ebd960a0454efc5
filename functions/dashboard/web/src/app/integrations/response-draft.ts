/** The initial value of the form: the response body, empty for the default response. */
export function draftOfResponse(reply: { readonly body: unknown } | null): string {
  return reply === null ? '' : JSON.stringify(reply.body);
}

/** The API's form of the draft; `undefined` if it is invalid JSON. */
export function responseOfDraft(draft: string): { readonly body: unknown } | null | undefined {
  if (draft.trim() === '') return null;
  try {
    return { body: JSON.parse(draft) as unknown };
  } catch {
    return undefined;
  }
}
