import { readJson } from './protocol/frame';
import { isRecord } from './protocol/validators';

/**
 * When a JWT expires, in milliseconds since the Unix epoch; `null` if it has no `exp` claim. The signature is not
 * verified: the server does that, and the page only needs to know when to send the next token.
 */
export function tokenExpiryMs(token: string): number | null {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  const claims = readJson(decodeBase64Url(payload));
  const expiry = isRecord(claims) ? claims['exp'] : undefined;
  return typeof expiry === 'number' && Number.isFinite(expiry) ? expiry * 1000 : null;
}

function decodeBase64Url(base64url: string): string {
  try {
    return atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}
