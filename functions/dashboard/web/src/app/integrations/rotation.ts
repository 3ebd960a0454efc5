/** The secret that was made, where the answer to a rotation has one. */
export function newSecretOf(
  answer: { readonly value?: unknown; readonly secret?: unknown } | undefined,
): string | null {
  const { value, secret } = answer ?? {};
  if (typeof value === 'string') return value;
  if (typeof secret === 'string') return secret;
  if (typeof secret === 'object' && secret !== null && 'value' in secret && typeof secret.value === 'string') {
    return secret.value;
  }
  return null;
}
