import type { ChannelDescription } from '../api/types';
import { lookup } from '../format/lookup';

/** A setting of a signature scheme. */
export interface Setting {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
}

const HEADER: Setting = {
  name: 'header',
  label: 'Signature header',
  hint: 'Leave this and all fields below empty for the defaults.',
};
const PREFIX: Setting = {
  name: 'prefix',
  label: 'Signature prefix',
  hint: 'For example sha256=; none by default. Spaces at its end count.',
};

/** The signature schemes of webhooks over HTTPS, with their settings. */
export const SCHEMES: Readonly<Record<string, { readonly label: string; readonly settings: readonly Setting[] }>> = {
  'hmac-sha256': {
    label: 'HMAC-SHA256 of the body',
    settings: [HEADER, { name: 'encoding', label: 'Encoding', hint: 'base64 (default) or hex.' }, PREFIX],
  },
  'standard-webhooks': { label: 'Standard Webhooks', settings: [] },
  'static-token': {
    label: 'Token in a header (verifies the sender, not the body)',
    settings: [
      { ...HEADER, label: 'Token header', required: true, hint: 'For example authorization.' },
      {
        ...PREFIX,
        label: 'Token prefix',
        hint: 'For example Bearer and a space; none by default. Spaces at its end count.',
      },
    ],
  },
  fklogin: {
    label: 'FKLOGIN (verifies the sender and the time, not the body)',
    settings: [
      { name: 'app_id', label: 'Application ID', required: true },
      { name: 'url', label: 'URL, exactly as it is registered at Flipkart', required: true },
    ],
  },
};

/** The schemes that an integration of the channel can be changed to, the default one first. */
export function editableSchemes({ schemes }: Pick<ChannelDescription, 'schemes'>): string[] {
  return (schemes['https'] ?? []).filter((scheme) => lookup(SCHEMES, scheme) !== undefined);
}

/** The API's form of a scheme: with its settings, or only its name, which means the channel's defaults. */
export function schemeBody(scheme: string, settings: Readonly<Record<string, string>>): object {
  const known = lookup(SCHEMES, scheme)?.settings.map(({ name }) => name) ?? [];
  const set = known.filter((name) => (settings[name] ?? '').trim() !== '');
  if (set.length === 0) return { https: scheme };
  // The space at the end of a prefix such as `Bearer ` belongs to it.
  const value = (name: string) => (name === PREFIX.name ? settings[name]?.trimStart() : settings[name]?.trim());
  return { https: { scheme, ...Object.fromEntries(set.map((name) => [name, value(name)])) } };
}
