import { own } from '../format/lookup';

/** A setting of a scheme, as a person fills it in. */
export interface Setting {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly needed?: boolean;
}

const HEADER: Setting = {
  name: 'header',
  label: 'Header of the signature',
  hint: 'Empty, as all below it, for what is usual.',
};
const PREFIX: Setting = { name: 'prefix', label: 'What stands before it', hint: 'Such as sha256=; usually nothing.' };

/** The schemes by which webhooks over HTTPS can be proven, with what can be set. */
export const SCHEMES: Readonly<Record<string, { readonly label: string; readonly settings: readonly Setting[] }>> = {
  'hmac-sha256': {
    label: 'HMAC-SHA256 of the body',
    settings: [HEADER, { name: 'encoding', label: 'Encoding', hint: 'base64 (usual) or hex.' }, PREFIX],
  },
  'standard-webhooks': { label: 'Standard Webhooks', settings: [] },
  'static-token': {
    label: 'A token in a header (proves who sends, not what)',
    settings: [{ ...HEADER, label: 'Header of the token', needed: true, hint: 'Such as authorization.' }, PREFIX],
  },
  fklogin: {
    label: 'FKLOGIN (proves who sends and when, not what)',
    settings: [
      { name: 'app_id', label: 'Application id', needed: true },
      { name: 'url', label: 'Registered URL, byte for byte', needed: true },
    ],
  },
};

/** The schemes that a channel takes over HTTPS, the usual one first. */
export function schemesOf(channel: string): readonly string[] {
  if (channel === 'amazon') return [];
  if (channel === 'shopify') return ['hmac-sha256'];
  if (channel === 'flipkart') return ['hmac-sha256', 'fklogin'];
  if (channel === 'standard') return ['standard-webhooks', 'hmac-sha256', 'static-token', 'fklogin'];
  return ['hmac-sha256', 'static-token'];
}

/** A scheme as the API takes it: with its settings, or by its name alone, which means the channel's usual ones. */
export function schemeBody(scheme: string, settings: Readonly<Record<string, string>>): object {
  const known = own(SCHEMES, scheme)?.settings.map(({ name }) => name) ?? [];
  const set = known.filter((name) => (settings[name] ?? '').trim() !== '');
  if (set.length === 0) return { https: scheme };
  return { https: { scheme, ...Object.fromEntries(set.map((name) => [name, (settings[name] ?? '').trim()])) } };
}
