/** The channels on which an owner may choose what a sender is told. */
export const CHOOSE_REPLY: readonly string[] = ['standard', 'myntra'];

/** What a form begins with: the answer's body, and nothing for the usual answer. */
export function draftOfReply(reply: { readonly body: unknown } | null): string {
  return reply === null ? '' : JSON.stringify(reply.body);
}

/** As the API takes it; `undefined` if it is no JSON. */
export function replyOfDraft(draft: string): { readonly body: unknown } | null | undefined {
  if (draft.trim() === '') return null;
  try {
    return { body: JSON.parse(draft) as unknown };
  } catch {
    return undefined;
  }
}
