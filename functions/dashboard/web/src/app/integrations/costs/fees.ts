import type { Fees } from '../../api/types';

/** Fees as they are being written; an empty text is a fee that is not known. */
export interface FeesDraft {
  readonly channelPercent: string;
  readonly channelFixed: string;
  readonly paymentPercent: string;
  readonly paymentFixed: string;
  readonly shipping: string;
  readonly currency: string;
}

/** What a form begins with. */
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

/** As the API takes them: of a fee that is known in part, the rest is nothing. */
export function feesOfDraft(draft: FeesDraft): Fees {
  const text = (value: string) => value.trim();
  const fee = (percent: string, fixed: string) =>
    text(percent) === '' && text(fixed) === '' ? null : { percent: text(percent) || '0', fixed: text(fixed) || '0' };
  const channel = fee(draft.channelPercent, draft.channelFixed);
  const payment = fee(draft.paymentPercent, draft.paymentFixed);
  return {
    ...(channel && { channel }),
    ...(payment && { payment }),
    ...(text(draft.shipping) !== '' && { shipping: { fixed: text(draft.shipping) } }),
    ...(text(draft.currency) !== '' && { currency: text(draft.currency).toUpperCase() }),
  };
}
