import type { ChannelDescription } from '../api/types';
import type { SchemeDraft } from './scheme-fields';
import { editableSchemes, schemeBody } from './signature-schemes';

/** A new integration as it is being edited. */
export interface NewDraft {
  readonly channel: string;
  readonly account: string;
  /** Empty if the server generates one. */
  readonly id: string;
  readonly secret: string;
  readonly verification: SchemeDraft;
}

/** The initial values of the form for a channel. */
export function emptyDraft(channel: ChannelDescription): NewDraft {
  return {
    channel: channel.name,
    account: '',
    id: '',
    secret: '',
    verification: { scheme: editableSchemes(channel)[0] ?? '', settings: {} },
  };
}

/** The draft for another channel: only the signature scheme is reset. */
export function withChannel(draft: NewDraft, channel: ChannelDescription): NewDraft {
  return { ...draft, channel: channel.name, verification: emptyDraft(channel).verification };
}

/** The API's form of the draft. */
export function newIntegration({ channel, account, id, secret, verification }: NewDraft): object {
  return {
    channel,
    account: account.trim(),
    ...(id !== '' && { id }),
    ...(verification.scheme !== '' && { schemes: schemeBody(verification.scheme, verification.settings) }),
    ...(secret !== '' && { secrets: [{ value: secret }] }),
  };
}
