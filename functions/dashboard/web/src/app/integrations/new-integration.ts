import type { SchemeDraft } from './scheme-fields';
import { schemeBody, schemesOf } from './signature-schemes';

/** An integration as it is being written. */
export interface NewDraft {
  readonly channel: string;
  readonly account: string;
  /** Empty for one that is made. */
  readonly id: string;
  readonly secret: string;
  readonly proof: SchemeDraft;
}

/** What a form for a channel begins with. */
export function emptyDraft(channel: string): NewDraft {
  return { channel, account: '', id: '', secret: '', proof: { scheme: schemesOf(channel)[0] ?? '', settings: {} } };
}

/** The same for another channel: only how it is proven differs. */
export function withChannel(draft: NewDraft, channel: string): NewDraft {
  return { ...draft, channel, proof: emptyDraft(channel).proof };
}

/** As the API takes it. */
export function newIntegration({ channel, account, id, secret, proof }: NewDraft): object {
  return {
    channel,
    account: account.trim(),
    ...(id !== '' && { id }),
    ...(proof.scheme !== '' && { schemes: schemeBody(proof.scheme, proof.settings) }),
    ...(secret !== '' && { secrets: [{ value: secret }] }),
  };
}
