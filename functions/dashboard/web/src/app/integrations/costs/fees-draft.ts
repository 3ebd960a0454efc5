import type { Fees } from '../../api/types';

/** Fees as they are being edited; an empty string is an unknown fee. */
export interface FeesDraft {
  readonly channelPercent: string;
  readonly channelFixed: string;
  readonly paymentPercent: string;
  readonly paymentFixed: string;
  readonly shipping: string;
  readonly currency: string;
}

/** The initial values of the form. */
export function draftOfFees({ channel, payment, shipping, currency }: Fees): FeesDraft {
  return {
    channelPercent: channel?.percent ?? '',
    channelFixed: channel?.fixed ?? '',
    paymentPercent: payment?.percent ?? '',
    paymentFixed: payment?.fixed ?? '',
    shipping: shipping?.fixed ?? '',
    currency: currency ?? '',
  };
}

/** The API's form of the draft. If one half of a fee is known, the other half is 0. */
export function feesOfDraft(draft: FeesDraft): Fees {
  const fee = (percent: string, fixed: string) =>
    trimmed(percent) === '' && trimmed(fixed) === ''
      ? null
      : { percent: trimmed(percent) || '0', fixed: trimmed(fixed) || '0' };
  const channel = fee(draft.channelPercent, draft.channelFixed);
  const payment = fee(draft.paymentPercent, draft.paymentFixed);
  return {
    ...(channel && { channel }),
    ...(payment && { payment }),
    ...(trimmed(draft.shipping) !== '' && { shipping: { fixed: trimmed(draft.shipping) } }),
    ...(trimmed(draft.currency) !== '' && { currency: trimmed(draft.currency).toUpperCase() }),
  };
}

function trimmed(text: string): string {
  return text.trim();
}
