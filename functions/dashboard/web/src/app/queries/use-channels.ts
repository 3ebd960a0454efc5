import { useQuery } from '@tanstack/react-query';

import type { ChannelDescription } from '../api/types';
import { useApi } from '../session/session-context';

const CHANNELS_KEY = ['channels'] as const;
const NO_CHANNELS: readonly ChannelDescription[] = [];

/** The channels as the server describes them. */
export function useChannels() {
  const api = useApi();
  return useQuery({ queryKey: CHANNELS_KEY, queryFn: () => api.channels() });
}

/** What the server says about one channel; `undefined` while it is loading. */
export function useChannel(name: string): ChannelDescription | undefined {
  return useChannels().data?.find((channel) => channel.name === name);
}

/** The names of the channels, always in the same order; empty while they are loading. */
export function useChannelNames(): readonly string[] {
  const { data = NO_CHANNELS } = useChannels();
  return data.map(({ name }) => name);
}

/** A function from a channel's name to its title. */
export function useChannelTitle(): (name: string) => string {
  const { data = NO_CHANNELS } = useChannels();
  return (name) => data.find((channel) => channel.name === name)?.title ?? capitalized(name);
}

/** The options of a channel field. */
export function useChannelOptions(): readonly (readonly [name: string, title: string])[] {
  const { data = NO_CHANNELS } = useChannels();
  return data.map(({ name, title }) => [name, title] as const);
}

/** A title until the channels are loaded. */
function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
