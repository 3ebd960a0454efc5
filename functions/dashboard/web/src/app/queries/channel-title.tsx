import { useChannelTitle } from './use-channels';

/** A channel's name for people. */
export function ChannelTitle({ channel }: { channel: string }) {
  return <>{useChannelTitle()(channel)}</>;
}
