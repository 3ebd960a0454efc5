import { readJson } from './protocol/frame';
import { isFields } from './protocol/validators';

/**
 * When a token ends, in milliseconds since the Unix epoch; `null` where it does not say so. Nothing is proven here: the
 * server checks tokens, the page only has to know when to bring the next one.
 */
export function endOf(token: string): number | null {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  const claims = readJson(decoded(payload));
  const end = isFields(claims) ? claims['exp'] : undefined;
  return typeof end === 'number' && Number.isFinite(end) ? end * 1000 : null;
}

function decoded(base64url: string): string {
  try {
    return atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}
