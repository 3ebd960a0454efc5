import { useChannelTitle } from './use-channels';

/** A channel's title, such as `Shopify`. */
export function ChannelTitle({ channel }: { channel: string }) {
  return <>{useChannelTitle()(channel)}</>;
}
